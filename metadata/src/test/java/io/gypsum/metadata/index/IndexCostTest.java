package io.gypsum.metadata.index;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import io.gypsum.store.CountingStore;
import io.gypsum.store.StoreCounts;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The store operations that indexing costs. */
class IndexCostTest {
  private static final int PROJECTS = 3;
  private static final int ASSETS = 12;
  private static final int VERSIONS = 36;

  @TempDir Path directory;

  private final MemoryStore bucket = new MemoryStore();
  private final CountingStore store = new CountingStore(bucket);
  private final ManualIndexClock clock = new ManualIndexClock();

  @BeforeEach
  void fill() {
    for (int i = 0; i < VERSIONS; i++) {
      addVersion("p" + i % PROJECTS + "/a" + i % ASSETS, "v" + i);
    }
  }

  @Test
  void freshListsEachLevelAndReadsEachDocumentOnce() {
    indexer().fresh();
    assertThat(store.takeCounts())
        .isEqualTo(
            lists(1 + 1 + PROJECTS + ASSETS)
                // ..latest of each asset; ..summary, ..manifest and a document of each version.
                .plus(StoreCounts.gets(ASSETS + 3L * VERSIONS)));
  }

  @Test
  void anUpdateWithoutChangesCostsOneListing() {
    indexer().fresh();
    store.takeCounts();
    indexer().update();
    assertThat(store.takeCounts()).isEqualTo(lists(1));
  }

  @Test
  void anUpdateReadsOnlyTheNewVersion() {
    indexer().fresh();
    store.takeCounts();
    addVersion("p0/a0", "new");
    SmallRegistry.put(
        bucket, "..logs/2023-01-02T11:59:00.000Z_000000",
        bytes(
            "{\"type\":\"add-version\",\"project\":\"p0\",\"asset\":\"a0\",\"version\":\"new\","
                + "\"latest\":true}"));
    indexer().update();
    // The log entry, ..latest, ..summary, ..manifest and the document.
    assertThat(store.takeCounts()).isEqualTo(lists(1).plus(StoreCounts.gets(5)));
  }

  private void addVersion(String asset, String version) {
    String below = asset + "/" + version + "/";
    SmallRegistry.put(bucket, below + "_bioconductor.json", bytes("{\"a\":\"b\"}"));
    SmallRegistry.put(
        bucket, below + "..manifest",
        bytes(
            "{\"data.bin\":{\"size\":1,\"md5sum\":\"" + "0".repeat(32)
                + "\"},\"_bioconductor.json\":{\"size\":9,\"md5sum\":\"" + "0".repeat(32)
                + "\"}}"));
    SmallRegistry.put(
        bucket, below + "..summary",
        bytes(
            "{\"upload_user_id\":\"u\",\"upload_start\":\"2020-01-01T00:00:00Z\","
                + "\"upload_finish\":\"2020-01-01T00:00:00Z\"}"));
    SmallRegistry.put(bucket, asset + "/..latest", bytes("{\"version\":\"" + version + "\"}"));
  }

  private static StoreCounts lists(long calls) {
    return StoreCounts.lists(calls, calls);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private MetadataIndexer indexer() {
    return new MetadataIndexer(
        store, directory, List.of(TestIndex.BIOCONDUCTOR),
        IndexOptions.DEFAULTS.withClock(clock));
  }
}
