package io.gypsum.server.http;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.jspecify.annotations.Nullable;

/**
 * What a server counts, and {@code GET /metrics} to ask for it. Requests are told apart by their route's pattern, never
 * by their path, so that their number is bounded.
 */
public final class HttpMetrics {
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
  /** Upper ends of the duration buckets. */
  private static final Duration[] BUCKETS = {
      Duration.ofMillis(5), Duration.ofMillis(25), Duration.ofMillis(100), Duration.ofMillis(500),
      Duration.ofSeconds(2), Duration.ofSeconds(10)};

  private static final int CLASSES = 6;

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  /** Of each route, by the first digit of the status. */
  private final Map<Route, AtomicReferenceArray<@Nullable Timer>> timers =
      new ConcurrentHashMap<>();
  private final AtomicReferenceArray<@Nullable Timer> withoutRoute =
      new AtomicReferenceArray<>(CLASSES);
  private final AtomicInteger active = new AtomicInteger();
  private final Counter sentBytes;
  private final Counter receivedBytes;

  public HttpMetrics() {
    sentBytes =
        Counter.builder("http.server.sent")
            .baseUnit("bytes")
            .description("Bytes of answers, files that are still being sent included")
            .register(registry);
    receivedBytes =
        Counter.builder("http.server.received")
            .baseUnit("bytes")
            .description("Bytes of request bodies")
            .register(registry);
    Gauge.builder("http.server.active", active, AtomicInteger::get)
        .description("Requests being answered")
        .register(registry);
    addJvmGauges();
  }

  /** Where other parts of the server add what they count. */
  public MeterRegistry registry() {
    return registry;
  }

  /** For the durations of one store operation, such as {@code get}. */
  public Timer storeTimer(String operation) {
    return Timer.builder("store.operations")
        .tag("operation", operation)
        .description("Calls of the store")
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  public List<Route> routes() {
    return List.of(
        Route.get(
            "/metrics",
            exchange -> exchange.bytes(
                200, TEXT, registry.scrape("text/plain").getBytes(StandardCharsets.UTF_8))));
  }

  RequestObserver observer() {
    return new RequestObserver() {
      @Override
      public void begins() {
        active.incrementAndGet();
      }

      @Override
      public void ends(
          @Nullable RouteMatch match, Request request, Response response, long nanos) {
        active.decrementAndGet();
        timer(match, response.getStatus()).record(Duration.ofNanos(nanos));
        long sent = response.getContentWritten() + SendFile.bytes(request);
        if (sent > 0) {
          sentBytes.increment((double) sent);
        }
        long received = request.getBytesRead();
        if (received > 0) {
          receivedBytes.increment((double) received);
        }
      }
    };
  }

  private Timer timer(@Nullable RouteMatch match, int status) {
    AtomicReferenceArray<@Nullable Timer> ofRoute =
        match == null
            ? withoutRoute
            : timers.computeIfAbsent(match.route(), route -> new AtomicReferenceArray<>(CLASSES));
    int statusClass = Math.clamp(status / 100, 0, CLASSES - 1);
    Timer timer = ofRoute.get(statusClass);
    if (timer == null) {
      // Registering twice gives the same timer.
      timer = register(match == null ? null : match.route(), statusClass);
      ofRoute.set(statusClass, timer);
    }
    return timer;
  }

  private Timer register(@Nullable Route route, int statusClass) {
    return Timer.builder("http.server.requests")
        .description("Requests, until their answer was on its way")
        .tag("method", route == null ? "none" : route.method().name())
        .tag("route", route == null ? "none" : route.pattern())
        .tag("status", statusClass + "xx")
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  private void addJvmGauges() {
    Runtime runtime = Runtime.getRuntime();
    gauge("jvm.heap.used", "bytes", () -> runtime.totalMemory() - runtime.freeMemory());
    gauge("jvm.heap.max", "bytes", runtime::maxMemory);
    gauge("jvm.threads", "threads", () -> ManagementFactory.getThreadMXBean().getThreadCount());
    gauge(
        "process.uptime", "seconds", () -> ManagementFactory.getRuntimeMXBean().getUptime() / 1000);
  }

  private void gauge(String name, String unit, Supplier<Number> value) {
    Gauge.builder(name, value).baseUnit(unit).register(registry);
  }
}
