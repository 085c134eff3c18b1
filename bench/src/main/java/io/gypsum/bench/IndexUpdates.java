package io.gypsum.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.gypsum.core.document.ChangeLogEntry;
import io.gypsum.core.document.Latest;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.metadata.index.IndexClass;
import io.gypsum.metadata.index.IndexOptions;
import io.gypsum.metadata.index.MetadataIndexer;
import io.gypsum.store.Content;
import io.gypsum.store.PutCondition;
import io.gypsum.store.Store;
import io.gypsum.store.disk.DiskStore;

/** Measures the time until a change is in a large index, updated by the library in a running process. */
final class IndexUpdates implements BenchmarkScenario {
  private static final int WARM_UPS = 3;
  private static final int ROUNDS = 9;
  private static final double MAX_MILLIS = 200;

  @Override
  public String name() {
    return "updates of an index";
  }

  @Override
  public void run(BenchDirectory bench, BenchmarkPlan plan, Report report) throws IOException {
    GeneratedRegistry registry = GeneratedRegistry.large(bench);
    Path index = bench.path("kept-index");
    List<Double> millis = new ArrayList<>();
    List<Double> idle = new ArrayList<>();
    try (Store store = DiskStore.open(registry.directory())) {
      MetadataIndexer indexer =
          new MetadataIndexer(
              store, index, List.of(IndexClass.parse("_bioconductor.json")),
              IndexOptions.DEFAULTS);
      indexer.update();
      for (int i = 0; i < WARM_UPS + ROUNDS; i++) {
        addVersion(store, i);
        double update = millis(indexer);
        double unchanged = millis(indexer);
        if (i >= WARM_UPS) {
          millis.add(update);
          idle.add(unchanged);
        }
      }
    }
    String of = "in an index of " + registry.documents() + " documents";
    report.figure(
        "a new version " + of + ", durable", Rounds.median(millis), "ms",
        new Bound.AtMost(MAX_MILLIS, "ms"));
    report.figure("an update without changes " + of, Rounds.median(idle), "ms", new Bound.None());
  }

  private static double millis(MetadataIndexer indexer) {
    long start = System.nanoTime();
    if (!indexer.update().isComplete()) {
      throw new IllegalStateException("the index is incomplete");
    }
    return (System.nanoTime() - start) / 1e6;
  }

  private static void addVersion(Store store, int number) {
    AssetVersion version = AssetVersion.of("scRNAseq", "zeisel-brain-2015", "new-" + number);
    Instant now = Instant.now();
    byte[] document =
        ("{\"title\":\"a new one\",\"description\":\"number " + number + " of them\"}")
            .getBytes(StandardCharsets.UTF_8);
    put(store, new Key(version + "/_bioconductor.json"), Content.of(document));
    put(
        store, BucketLayout.manifest(version),
        Content.of(
            "{\"_bioconductor.json\":{\"size\":" + document.length + ",\"md5sum\":\""
                + "0".repeat(32) + "\"}}"));
    put(store, BucketLayout.summary(version), Content.of(new Summary("bench", now, now, null)));
    put(
        store, BucketLayout.latest(version.projectAsset()),
        Content.of(new Latest(version.version())));
    put(
        store, BucketLayout.log(now, number),
        Content.of(new ChangeLogEntry.AddVersion(version, true)));
  }

  private static void put(Store store, Key key, Content content) {
    store.put(key, content, PutCondition.OVERWRITE);
  }
}
