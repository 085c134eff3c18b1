package io.gypsum.bench.jmh;

import java.util.concurrent.TimeUnit;

import io.gypsum.core.json.JsonInput;
import io.gypsum.server.operation.UploadRequest;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Reads the body of {@code upload/start} with 5,000 files. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class UploadRequestBenchmark {
  private final byte[] body = Sample.uploadRequest("simple");

  @Benchmark
  public UploadRequest read() {
    return JsonInput.read(body, in -> UploadRequest.read(in, Sample.FILES));
  }
}
