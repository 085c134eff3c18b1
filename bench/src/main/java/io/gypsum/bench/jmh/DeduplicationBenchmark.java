package io.gypsum.bench.jmh;

import java.util.concurrent.TimeUnit;

import io.gypsum.core.decision.Deduplication;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.name.AssetVersion;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Compares 5,000 files with 5,000 others: all exist under the same path, or none. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DeduplicationBenchmark {
  private final AssetVersion latest = AssetVersion.of("project", "asset", "v1");
  private final Manifest manifest = Sample.manifest();

  @Benchmark
  public void allEqual(Blackhole links) {
    Deduplication deduplication = new Deduplication(latest, manifest);
    manifest.files()
        .forEach(
            (path, entry) -> links
                .consume(deduplication.find(path, entry.sizeBytes(), entry.md5())));
  }

  @Benchmark
  public void noneEqual(Blackhole links) {
    Deduplication deduplication = new Deduplication(latest, manifest);
    manifest.files()
        .forEach(
            (path, entry) -> links
                .consume(deduplication.find(path, entry.sizeBytes() + 1, entry.md5())));
  }
}
