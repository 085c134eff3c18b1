package io.gypsum.metadata.index;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

import io.gypsum.core.Timestamps;
import io.gypsum.core.name.Key;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Random changes of a store: updates by its log produce the same index as a build from scratch. */
class IndexHistoryTest {
  @TempDir Path followed;
  @TempDir Path fresh;

  private final ManualIndexClock clock = new ManualIndexClock();
  private final MemoryStore store = new MemoryStore();
  private final List<Runnable> lateLogs = new ArrayList<>();
  private int counter;

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15, 16})
  void updatesProduceTheSameIndexAsAFreshBuild(long seed) {
    Random random = new Random(seed);
    indexer(followed).fresh();
    for (int i = 0; i < 120; i++) {
      change(random);
      clock.advanceMinutes(random.nextInt(90));
      if (random.nextInt(4) == 0) {
        assertThat(indexer(followed).update().problems()).isEmpty();
      }
      if (random.nextInt(6) == 0) {
        lateLogs.forEach(Runnable::run);
        lateLogs.clear();
      }
    }
    lateLogs.forEach(Runnable::run);
    indexer(followed).update();
    indexer(fresh).fresh();
    assertThat(IndexDump.of(followed.resolve("bioconductor.sqlite3")))
        .isEqualTo(IndexDump.of(fresh.resolve("bioconductor.sqlite3")));
  }

  private void change(Random random) {
    String project = "p" + random.nextInt(3);
    String asset = project + "/a" + random.nextInt(3);
    String version = asset + "/v" + random.nextInt(4);
    int kind = random.nextInt(20);
    if (kind == 0) {
      TestIndex.deleteBelow(store, project + "/");
      log(random, "delete-project", project);
    } else if (kind < 3) {
      TestIndex.deleteBelow(store, asset + "/");
      log(random, "delete-asset", asset);
    } else if (kind < 8) {
      TestIndex.deleteBelow(store, version + "/");
      setLatest(asset);
      log(random, "delete-version", version);
    } else {
      // An existing version is deleted and uploaded again.
      TestIndex.deleteBelow(store, version + "/");
      put(version + "/x/_bioconductor.json", "{\"title\":\"text " + counter + " word\"}");
      put(
          version + "/..manifest",
          "{\"x/_bioconductor.json\":{\"size\":3,\"md5sum\":\"" + "0".repeat(32) + "\"}}");
      put(
          version + "/..summary",
          "{\"upload_user_id\":\"u\",\"upload_start\":\"2020-01-01T00:00:00Z\","
              + "\"upload_finish\":\"" + Timestamps.format(clock.instant()) + "\""
              + (random.nextInt(5) == 0 ? ",\"on_probation\":true}" : "}"));
      setLatest(asset);
      log(random, "add-version", version);
    }
  }

  /** Sets the latest version to the first one, for simplicity. */
  private void setLatest(String asset) {
    TreeMap<String, String> versions = new TreeMap<>();
    for (int i = 0; i < 4; i++) {
      if (store.head(new Key(asset + "/v" + i + "/..summary")).isPresent()) {
        versions.put("v" + i, "");
      }
    }
    if (versions.isEmpty()) {
      store.delete(List.of(new Key(asset + "/..latest")));
    } else {
      put(asset + "/..latest", "{\"version\":\"" + versions.firstKey() + "\"}");
    }
  }

  private void log(Random random, String type, String where) {
    String[] names = (where + "//").split("/", -1);
    Instant time = clock.instant();
    String key = "..logs/" + Timestamps.format(time) + "_" + String.format("%06d", counter++);
    String text =
        "{\"type\":\"" + type + "\",\"project\":\"" + names[0] + "\",\"asset\":\"" + names[1]
            + "\",\"version\":\"" + names[2] + "\",\"latest\":true}";
    if (random.nextInt(5) == 0) {
      lateLogs.add(() -> put(key, text));
    } else {
      put(key, text);
    }
  }

  private void put(String key, String text) {
    SmallRegistry.put(store, key, text.getBytes(StandardCharsets.UTF_8));
  }

  private MetadataIndexer indexer(Path directory) {
    return new MetadataIndexer(
        store, directory, List.of(TestIndex.BIOCONDUCTOR),
        IndexOptions.DEFAULTS.withClock(clock));
  }
}
