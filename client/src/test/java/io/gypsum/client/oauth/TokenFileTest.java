package io.gypsum.client.oauth;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.signin.AccessToken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class TokenFileTest {
  private static final AccessToken TOKEN =
      new AccessToken("gho_x", Optional.of("jane"), Optional.empty());
  private static final Instant EXPIRY = Instant.parse("2026-12-01T12:00:00Z");

  @TempDir Path directory;

  private Path path() {
    return directory.resolve("cache/credentials/token.txt");
  }

  private TokenFile file() {
    return new TokenFile(path());
  }

  private Optional<AccessToken> reading(String text) throws Exception {
    Files.createDirectories(path().getParent());
    Files.writeString(path(), text);
    return file().read();
  }

  @Test
  void readsTheTokenThatWasWritten() {
    file().write(TOKEN);
    assertThat(file().read()).contains(TOKEN);
    AccessToken expiring = TOKEN.withExpiry(Optional.of(EXPIRY));
    file().write(expiring);
    assertThat(file().read()).contains(expiring);
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "gho_x\njane\ninf", // Python
      "gho_x\njane\nInf\n", // R
      "gho_x\r\njane\r\ninf\r\n"})
  void readsTokensOfOtherClientsThatDoNotExpire(String text) throws Exception {
    assertThat(reading(text)).contains(TOKEN);
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "gho_x\njane\n1796126400", "gho_x\njane\n1796126400.0\n", "gho_x\njane\n1.7961264e+09\n"})
  void readsTokensOfOtherClientsThatExpire(String text) throws Exception {
    assertThat(reading(text)).contains(TOKEN.withExpiry(Optional.of(EXPIRY)));
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "", "\n\n\n", "gho_x", "gho_x\njane", "gho_x\njane\n", "gho_x\njane\nsoon",
      "gho_x\njane\nNaN", "gho x\njane\ninf", "\u0000\u0001\njane\ninf", "a\nb\ninf\nmore",
      "gho_x\njane\n1e999999999999x"})
  void ignoresAMalformedFile(String text) throws Exception {
    assertThat(reading(text)).isEmpty();
  }

  @Test
  void ignoresAFileThatIsTooLong() throws Exception {
    assertThat(reading("x".repeat(TokenFile.MAX_BYTES) + "\njane\ninf\n")).isEmpty();
  }

  @Test
  void aTokenThatCouldNotBeReadAgainIsNotWritten() {
    String rest = "\njane\ninf\nhttps://idp\nclient\nr\n";
    SavedToken longest = renewable("x".repeat(TokenFile.MAX_BYTES - rest.length()));
    file().write(longest);
    assertThat(file().readSaved()).contains(longest);
    LocalFileException failure =
        catchThrowableOfType(
            LocalFileException.class, () -> file().write(renewable(longest.token().token() + "x")));
    assertThat(failure).hasMessageContaining("more than 32768 bytes")
        .hasMessageNotContaining("xxx");
    assertThat(file().readSaved()).contains(longest);
  }

  private static SavedToken renewable(String token) {
    return new SavedToken(
        new AccessToken(token, Optional.of("jane"), Optional.empty()),
        Optional.of(
            new SavedToken.Renewal("https://idp", "client", new SensitiveText("r"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"refresh", ""})
  void readsHowTheTokenIsRenewed(String refreshToken) {
    SavedToken saved =
        new SavedToken(
            TOKEN.withExpiry(Optional.of(EXPIRY)),
            Optional.of(
                new SavedToken.Renewal(
                    "https://idp/realms/a", "a client", new SensitiveText(refreshToken))));
    file().write(saved);
    assertThat(file().readSaved()).contains(saved);
    assertThat(path()).hasContent(
        "gho_x\njane\n1796126400\nhttps://idp/realms/a\na client\n" + refreshToken + "\n");
  }

  @Test
  void aMissingOrUnreadableFileContainsNoToken() throws Exception {
    assertThat(file().read()).isEmpty();
    Files.createDirectories(path());
    assertThat(file().read()).isEmpty();
  }

  @Test
  void readsTheFileAgainAfterItHasChanged() throws Exception {
    TokenFile file = file();
    assertThat(file.read()).isEmpty();
    file().write(TOKEN);
    assertThat(file.read()).contains(TOKEN);
    FileTime modified = Files.getLastModifiedTime(path());
    // In place, as Python does it, and no longer than before.
    Files.writeString(path(), "gho_y\njane\ninf\n");
    Files.setLastModifiedTime(path(), FileTime.from(modified.toInstant().plusSeconds(1)));
    assertThat(file.read().orElseThrow().token()).isEqualTo("gho_y");
    assertThat(file().delete()).isTrue();
    assertThat(file.read()).isEmpty();
    assertThat(file().delete()).isFalse();
  }

  @Test
  void rule11OnlyTheOwnerCanReadATokenFile() throws Exception {
    file().write(TOKEN);
    assertThat(modeOf(path())).isEqualTo("rw-------");
    assertThat(modeOf(path().getParent())).isEqualTo("rwx------");
  }

  @Test
  void restrictsAFileThatOthersCouldRead() throws Exception {
    reading("old\njane\ninf\n");
    Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString("rw-r--r--"));
    file().write(TOKEN);
    assertThat(modeOf(path())).isEqualTo("rw-------");
  }

  @Test
  void aFailedWriteLeavesNoOtherFile() throws Exception {
    Files.createDirectories(path().resolve("in-the-way"));
    LocalFileException failure =
        catchThrowableOfType(LocalFileException.class, () -> file().write(TOKEN));
    assertThat(failure).hasMessageContaining("cannot be written");
    assertThat(path().getParent().toFile().list()).containsExactly("token.txt");
  }

  @Test
  void concurrentWritersNeverProduceAPartialToken() throws Exception {
    int writers = 4;
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    try {
      file().write(TOKEN);
      List<Future<?>> writing = new ArrayList<>();
      for (int i = 0; i < writers; i++) {
        AccessToken mine = TokenLookup.ofUnknownUser("gho_" + String.valueOf(i).repeat(500));
        writing.add(threads.submit(() -> {
          for (int round = 0; round < 25; round++) {
            file().write(mine);
            assertThat(file().read().orElseThrow().token()).matches("gho_(\\d)\\1{499}");
          }
        }));
      }
      for (Future<?> one : writing) {
        one.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(path().getParent().toFile().list()).containsExactly("token.txt");
  }

  private static String modeOf(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
