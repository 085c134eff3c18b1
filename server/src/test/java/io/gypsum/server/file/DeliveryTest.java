package io.gypsum.server.file;

import java.time.Instant;
import java.util.List;

import io.gypsum.core.name.Key;
import io.gypsum.server.testing.ReachableStore;
import io.gypsum.store.ByteRange;
import io.gypsum.store.ETag;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DeliveryTest {
  private static final List<ByteRange> WHOLE = List.of(ByteRange.ALL);

  private final Redirects redirects = new Redirects(new ReachableStore(new MemoryStore()));

  private static ObjectInfo object(String key, long sizeBytes) {
    return new ObjectInfo(new Key(key), sizeBytes, new ETag("e"), Instant.EPOCH);
  }

  @Test
  void aFileIsSentForFromWhenItIsBig() {
    assertThat(redirects.isFor(object("p/a/v/x", Redirects.LEAST_BYTES - 1), WHOLE)).isFalse();
    assertThat(redirects.isFor(object("p/a/v/x", Redirects.LEAST_BYTES), WHOLE)).isTrue();
  }

  @Test
  void aPartCountsByItself() {
    ObjectInfo object = object("p/a/v/x", 10 * Redirects.LEAST_BYTES);
    ByteRange small = new ByteRange(1, Redirects.LEAST_BYTES - 1);
    ByteRange big = new ByteRange(1, Redirects.LEAST_BYTES);
    assertThat(redirects.isFor(object, List.of(small))).isFalse();
    assertThat(redirects.isFor(object, List.of(big))).isTrue();
    assertThat(redirects.isFor(object, List.of(big, big))).isFalse();
  }

  @Test
  void aDocumentNeverIs() {
    assertThat(redirects.isFor(object("p/a/v/..manifest", 1L << 30), WHOLE)).isFalse();
  }
}
