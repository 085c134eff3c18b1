package io.gypsum.store;

import java.util.List;
import java.util.stream.Stream;

import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CountingStoreTest {
  private static final Key KEY = new Key("k");

  private final CountingStore store = new CountingStore(new MemoryStore());

  @Test
  void everyCallIsCountedOnce() {
    assertThat(store.counts()).isEqualTo(StoreCounts.NONE);
    store.head(KEY);
    store.put(KEY, Content.of("x"), PutCondition.CREATE);
    store.put(KEY, Content.of("x"), PutCondition.CREATE);
    store.get(KEY, ByteRange.ALL).orElseThrow().close();
    store.localFile(KEY);
    store.requireSupported(KEY);
    store.delete(List.of(KEY, new Key("absent")));
    assertThat(store.counts()).isEqualTo(
        StoreCounts.heads(1)
            .plus(StoreCounts.puts(2))
            .plus(StoreCounts.gets(1))
            .plus(StoreCounts.localFiles(1))
            .plus(StoreCounts.deletes(1, 2)));
  }

  @Test
  void takingCountsResetsThem() {
    store.head(KEY);
    assertThat(store.takeCounts()).isEqualTo(StoreCounts.heads(1));
    assertThat(store.counts()).isEqualTo(StoreCounts.NONE);
  }

  @Test
  void pagesAreCountedAsTheyAreRead() {
    for (int i = 0; i < 2001; i++) {
      store.put(new Key("p/" + i), Content.of(""), PutCondition.OVERWRITE);
    }
    store.takeCounts();
    assertThat(pagesOf("absent/", 10)).isEqualTo(StoreCounts.lists(1, 1));
    assertThat(pagesOf("p/", 1000)).isEqualTo(StoreCounts.lists(1, 1));
    assertThat(pagesOf("p/", 1001)).isEqualTo(StoreCounts.lists(1, 2));
    assertThat(pagesOf("p/", 5000)).isEqualTo(StoreCounts.lists(1, 3));
  }

  private StoreCounts pagesOf(String prefix, int limit) {
    try (Stream<ObjectEntry> entries = store.list(new Prefix(prefix))) {
      entries.limit(limit).forEach(entry -> {});
    }
    return store.takeCounts();
  }
}
