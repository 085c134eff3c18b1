package io.gypsum.bench.jmh;

import java.util.concurrent.TimeUnit;

import io.gypsum.core.name.Key;
import io.gypsum.core.name.UserPath;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Checks a path and a key. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class NamesBenchmark {
  private final String path = Sample.path(1234);
  private final String key = "project/asset/v1/" + path;

  @Benchmark
  public UserPath userPath() {
    return new UserPath(path);
  }

  @Benchmark
  public Key key() {
    return new Key(key);
  }
}
