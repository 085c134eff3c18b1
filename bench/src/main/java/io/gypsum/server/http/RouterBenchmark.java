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

/** Finding the route of a request among about as many routes as the server has. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RouterBenchmark {
  private final Router router = new Router(
      List.of(
          RouteGroup.json(
              List.of(), List.of(
                  Route.get("/file/{key}", Caller.ANYONE, RouterBenchmark::ignore),
                  Route.get("/list", Caller.ANYONE, RouterBenchmark::ignore),
                  Route.post(
                      "/upload/start/{project}/{asset}/{version}", Caller.ANYONE,
                      RouterBenchmark::ignore),
                  Route.post(
                      "/upload/presigned-file/{slug}", Caller.ANYONE, RouterBenchmark::ignore),
                  Route.put("/upload/content", Caller.ANYONE, RouterBenchmark::ignore),
                  Route.post(
                      "/upload/complete/{project}/{asset}/{version}", Caller.ANYONE,
                      RouterBenchmark::ignore),
                  Route.post(
                      "/upload/abort/{project}/{asset}/{version}", Caller.ANYONE,
                      RouterBenchmark::ignore),
                  Route.delete(
                      "/remove/{project}/{asset}/{version}", Caller.ANYONE,
                      RouterBenchmark::ignore)))));

  private static void ignore(Exchange exchange) {}

  @Benchmark
  public Router.@Nullable Resource file() {
    return router.find(RequestTarget.segments("/file/project%2Fasset%2Fv1%2Fsample-001234.txt"));
  }

  @Benchmark
  public Router.@Nullable Resource upload() {
    return router.find(RequestTarget.segments("/upload/complete/project/asset/v1"));
  }
}
