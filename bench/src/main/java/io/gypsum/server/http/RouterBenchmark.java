package io.gypsum.server.http;

import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Finding the route of a request line among as many as the server has. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RouterBenchmark {
  private final Router router = new Router(
      List.of(
          Route.get("/file/{key}", RouterBenchmark::ignore),
          Route.get("/list", RouterBenchmark::ignore),
          Route.post("/upload/start/{project}/{asset}/{version}", RouterBenchmark::ignore),
          Route.post("/upload/presigned-file/{slug}", RouterBenchmark::ignore),
          Route.put("/upload/content", RouterBenchmark::ignore),
          Route.post("/upload/complete/{project}/{asset}/{version}", RouterBenchmark::ignore),
          Route.post("/upload/abort/{project}/{asset}/{version}", RouterBenchmark::ignore),
          Route.delete("/remove/{project}/{asset}/{version}", RouterBenchmark::ignore)));

  private static void ignore(Exchange exchange) {}

  @Benchmark
  public Router.@Nullable Resource file() {
    return router.find(RequestPath.segments("/file/project%2Fasset%2Fv1%2Fsample-001234.txt"));
  }

  @Benchmark
  public Router.@Nullable Resource upload() {
    return router.find(RequestPath.segments("/upload/complete/project/asset/v1"));
  }
}
