package io.gypsum.bench.jmh;

import java.util.concurrent.TimeUnit;

import io.gypsum.core.document.Manifest;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonOutput;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Reads and writes the manifest of 5,000 files. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ManifestBenchmark {
  private final Manifest manifest = Sample.manifest();
  private final byte[] text = JsonOutput.bytes(manifest);

  @Benchmark
  public Manifest read() {
    return JsonInput.read(text, Manifest::read);
  }

  @Benchmark
  public byte[] write() {
    return JsonOutput.bytes(manifest);
  }
}
