package io.gypsum.server.file;

import java.time.Instant;
import java.util.List;

import io.gypsum.core.name.Key;
import io.gypsum.store.ByteRange;
import io.gypsum.store.ETag;
import io.gypsum.store.ObjectInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class DeliveryTest {
  private static final List<ByteRange> WHOLE = List.of(ByteRange.ALL);

  private static ObjectInfo object(String key, long sizeBytes) {
    return new ObjectInfo(new Key(key), sizeBytes, new ETag("e"), Instant.EPOCH);
  }

  private static Delivery redirecting(ObjectInfo object, List<ByteRange> ranges) {
    return Delivery.of(object, ranges, true, true);
  }

  @Test
  void aFileIsRedirectedFromTheMinimumSizeOn() {
    assertThat(redirecting(object("p/a/v/x", Delivery.MIN_REDIRECTED_BYTES - 1), WHOLE))
        .isNotEqualTo(Delivery.REDIRECT);
    assertThat(redirecting(object("p/a/v/x", Delivery.MIN_REDIRECTED_BYTES), WHOLE))
        .isEqualTo(Delivery.REDIRECT);
  }

  @Test
  void theSizeOfARangeCountsNotThatOfTheFile() {
    ObjectInfo object = object("p/a/v/x", 10 * Delivery.MIN_REDIRECTED_BYTES);
    ByteRange small = new ByteRange(1, Delivery.MIN_REDIRECTED_BYTES - 1);
    ByteRange big = new ByteRange(1, Delivery.MIN_REDIRECTED_BYTES);
    assertThat(redirecting(object, List.of(small))).isNotEqualTo(Delivery.REDIRECT);
    assertThat(redirecting(object, List.of(big))).isEqualTo(Delivery.REDIRECT);
    assertThat(redirecting(object, List.of(big, big))).isEqualTo(Delivery.MULTIPART);
  }

  @Test
  void anInternalDocumentIsNeverRedirected() {
    assertThat(redirecting(object("p/a/v/..manifest", 1L << 30), WHOLE))
        .isEqualTo(Delivery.SENDFILE);
  }

  @ParameterizedTest
  @CsvSource({
      "0, true, BUFFER", "49152, true, BUFFER", "49152, false, BUFFER", "49153, true, SENDFILE",
      "49153, false, STREAM"})
  void withoutRedirectsTheSizeAndTheConnectionDecide(
      long sizeBytes, boolean canSendFile, Delivery expected) {
    assertThat(Delivery.of(object("p/a/v/x", sizeBytes), WHOLE, false, canSendFile))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"65536, true", "65537, false"})
  void onlySmallObjectsAreBundled(long sizeBytes, boolean expected) {
    assertThat(Delivery.isBundled(object("p/a/v/x", sizeBytes))).isEqualTo(expected);
  }
}
