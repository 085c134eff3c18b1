package io.gypsum.server.operation;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Md5;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.UserPath;
import io.gypsum.core.property.Generator;
import io.gypsum.core.property.Generators;
import io.gypsum.server.data.SigningKey;
import io.gypsum.server.operation.UploadToken.Purpose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.gypsum.core.property.ForAll.forAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class UploadTokenSignerTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final SigningKey KEY = SigningKey.random();

  private final UploadTokenSigner signer = new UploadTokenSigner(KEY);
  private final UploadToken token =
      new UploadToken(
          Purpose.PUT, NOW.plusSeconds(60), "hash/of+a=session",
          new FileAddress(AssetVersion.of("p", "a", "v"), new UserPath("d/é.txt")), 42,
          Md5.parse("00112233445566778899aabbccddeeff"), 0, null);

  private Kind failure(String text, Purpose purpose, Instant now) {
    return catchThrowableOfType(
        GypsumException.class, () -> signer.read(text, purpose, now)).kind();
  }

  @Test
  void aSignedTokenIsReadBack() {
    forAll(500, tokens(), any -> {
      assertThat(new UploadTokenSigner(KEY).read(signer.sign(any), any.purpose(), any.expires()))
          .isEqualTo(any);
    });
  }

  private static Generator<UploadToken> tokens() {
    Generator<String> names = Generators.strings(1, 20).filter(UploadTokenSignerTest::isName);
    Generator<String> paths = names.list(1, 4).map(parts -> String.join("/", parts));
    Generator<FileAddress> files =
        random -> new FileAddress(
            AssetVersion.of(names.next(random), names.next(random), names.next(random)),
            new UserPath(paths.next(random)));
    Generator<Purpose> purposes = Generators.of(Purpose.values());
    Generator<Long> seconds = Generators.longs(0, 253_402_300_799L);
    Generator<String> sessions = Generators.strings('+', 'z', 44, 44);
    Generator<Long> sizes = Generators.longs(0, Long.MAX_VALUE);
    Generator<Long> halves = Generators.longs();
    Generator<Key> places = paths.map(Key::new).orNull(0.5);
    return random -> new UploadToken(
        purposes.next(random), Instant.ofEpochSecond(seconds.next(random)),
        sessions.next(random), files.next(random), sizes.next(random),
        new Md5(halves.next(random), halves.next(random)), sizes.next(random),
        places.next(random));
  }

  private static boolean isName(String name) {
    try {
      return !name.contains("/") && !new UserPath(name).value().isEmpty();
    } catch (GypsumException e) {
      return false;
    }
  }

  @Test
  void aChangedBitIsForbidden() {
    byte[] signed = Base64.getUrlDecoder().decode(signer.sign(token));
    for (int bit = 0; bit < signed.length * 8; bit++) {
      byte[] forged = signed.clone();
      forged[bit / 8] ^= (byte) (1 << bit % 8);
      String text = Base64.getUrlEncoder().withoutPadding().encodeToString(forged);

      assertThat(failure(text, Purpose.PUT, NOW)).as("bit %s", bit).isEqualTo(Kind.FORBIDDEN);
    }
  }

  @Test
  void aTruncatedOrExtendedTokenIsRefused() {
    String text = signer.sign(token);
    for (int length = 0; length < text.length(); length++) {
      String cut = text.substring(0, length);

      assertThatThrownBy(() -> signer.read(cut, Purpose.PUT, NOW)).as("truncated to %s", length)
          .isInstanceOf(GypsumException.class);
    }
    assertThatThrownBy(() -> signer.read(text + "AAAA", Purpose.PUT, NOW))
        .isInstanceOf(GypsumException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "????", "..", "a/b", "é", "AAAA", "AAAA=", "AA\nAA"})
  void malformedTextIsInvalid(String text) {
    assertThat(failure(text, Purpose.PUT, NOW)).isEqualTo(Kind.INVALID);
  }

  @Test
  void aTokenOfAnotherKeyIsForbidden() {
    String foreign = new UploadTokenSigner(SigningKey.random()).sign(token);

    assertThat(failure(foreign, Purpose.PUT, NOW)).isEqualTo(Kind.FORBIDDEN);
  }

  @Test
  void aTokenIsValidForOnePurpose() {
    assertThat(failure(signer.sign(token), Purpose.ASK, NOW)).isEqualTo(Kind.FORBIDDEN);
  }

  @Test
  void aTokenIsValidUntilItExpires() {
    String text = signer.sign(token);

    assertThat(signer.read(text, Purpose.PUT, token.expires())).isEqualTo(token);
    assertThat(failure(text, Purpose.PUT, token.expires().plusMillis(1)))
        .isEqualTo(Kind.FORBIDDEN);
  }

  @Test
  void aTokenForUploadingDescribesTheSameFile() {
    Instant until = NOW.plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.SECONDS);
    UploadToken ask =
        new UploadToken(
            Purpose.ASK, NOW, token.session(), token.file(), token.sizeBytes(), token.md5(),
            4, null);

    assertThat(ask.forPut(until)).isEqualTo(
        new UploadToken(
            Purpose.PUT, until, token.session(), token.file(), token.sizeBytes(),
            token.md5(), 4, null));
    Key place = new Key("..arrivals/p/s/part");
    assertThat(ask.forPart(place, 3, new Md5(1, 2)).forPut(until)).isEqualTo(
        new UploadToken(
            Purpose.PUT, until, token.session(), token.file(), 3, new Md5(1, 2), 4, place));
  }
}
