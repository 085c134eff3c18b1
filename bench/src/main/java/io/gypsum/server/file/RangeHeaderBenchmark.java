package io.gypsum.server.file;

import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Parses a Range header. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RangeHeaderBenchmark {
  private static final long SIZE_BYTES = 1_000_000_000;

  @Benchmark
  public RangeHeader one() {
    return RangeHeader.parse("bytes=1048576-2097151", SIZE_BYTES);
  }

  @Benchmark
  public RangeHeader three() {
    return RangeHeader.parse("bytes=0-99, 1048576-2097151, -500", SIZE_BYTES);
  }
}
