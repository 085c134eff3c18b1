package io.gypsum.server.metrics;

import java.util.List;
import java.util.stream.Stream;

import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.core.retry.Deadline;
import io.gypsum.store.ByteRange;
import io.gypsum.store.Content;
import io.gypsum.store.ForwardingStore;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.PutCondition;
import io.gypsum.store.Store;
import io.gypsum.store.StoreContract;
import io.gypsum.store.StoreException;
import io.gypsum.store.memory.MemoryStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MeteredStoreTest extends StoreContract {
  private static final Key KEY = new Key("a/b");
  private static final Key OTHER = new Key("a/c");
  private static final Content CONTENT = Content.of(new byte[] {1, 2, 3});

  private final MeterRegistry registry = new SimpleMeterRegistry();

  @Override
  protected Store openStore() {
    return new MeteredStore(new MemoryStore(), new SimpleMeterRegistry());
  }

  private long count(String operation, String outcome) {
    return registry.get("store.operations")
        .tags("operation", operation, "outcome", outcome)
        .timer()
        .count();
  }

  @Test
  void everyOperationIsCountedOnce() {
    try (Store store = new MeteredStore(new MemoryStore(), registry)) {
      var _ = store.withDeadline(Deadline.NONE).put(KEY, CONTENT, PutCondition.OVERWRITE);
      var _ = store.head(KEY);
      store.get(KEY, ByteRange.ALL).orElseThrow().close();
      boolean _ = store.copy(KEY, OTHER);
      var _ = store.concatenate(List.of(KEY, OTHER), new Key("d"), 6, null, PutCondition.OVERWRITE);
      try (Stream<ObjectEntry> listing = store.list(Prefix.ALL)) {
        assertThat(listing.count()).isEqualTo(3);
      }
      store.delete(List.of(KEY));
    }
    for (String operation : List.of(
        "put", "head", "get", "copy", "concatenate", "list", "delete")) {
      assertThat(count(operation, "ok")).as(operation).isEqualTo(1);
      assertThat(count(operation, "failed")).as(operation).isZero();
    }
  }

  @Test
  void onlyFailuresOfTheStoreCountAsFailed() {
    try (Store store = new MeteredStore(new Broken(), registry)) {
      assertThatThrownBy(() -> store.delete(List.of(KEY))).isInstanceOf(StoreException.class);
      assertThatThrownBy(() -> store.copy(KEY, OTHER)).isInstanceOf(IllegalStateException.class);
    }
    assertThat(count("delete", "failed")).isEqualTo(1);
    assertThat(count("delete", "ok")).isZero();
    assertThat(count("copy", "failed")).isZero();
  }

  @Test
  void aListingThatFailsAfterItsFirstEntryCountsAsFailed() {
    try (Store store = new MeteredStore(new Broken(), registry);
        Stream<ObjectEntry> listing = store.list(Prefix.ALL)) {
      assertThatThrownBy(() -> listing.forEach(entry -> {})).isInstanceOf(StoreException.class);
    }
    assertThat(count("list", "failed")).isEqualTo(1);
  }

  /** Fails deletions and the second entry of listings, and rejects copies. */
  private static final class Broken extends ForwardingStore {
    Broken() {
      super(filled());
    }

    private static Store filled() {
      Store store = new MemoryStore();
      var _ = store.put(KEY, CONTENT, PutCondition.OVERWRITE);
      var _ = store.put(OTHER, CONTENT, PutCondition.OVERWRITE);
      return store;
    }

    private static StoreException failure() {
      return new StoreException("broken", CallOutcome.NOT_DONE, false, null);
    }

    @Override
    public void delete(java.util.Collection<Key> keys) {
      throw failure();
    }

    @Override
    public boolean copy(Key from, Key to) {
      throw new IllegalStateException("not a failure of the store");
    }

    @Override
    public Stream<ObjectEntry> list(Prefix prefix, @Nullable String startAfter) {
      return super.list(prefix, startAfter).peek(entry -> {
        if (entry.key().equals(OTHER)) {
          throw failure();
        }
      });
    }
  }
}
