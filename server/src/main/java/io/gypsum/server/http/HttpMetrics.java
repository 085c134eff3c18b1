package io.gypsum.server.http;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.gypsum.core.GypsumException;
import io.gypsum.server.limit.ClientLimits;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Measures the requests of a server. Requests are labeled with the pattern of their route,
 * never with their path, so that the number of time series is bounded. Thread-safe.
 */
public final class HttpMetrics implements Filter {
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
  /** Upper bounds of the duration buckets. */
  private static final Duration[] BUCKETS = {
      Duration.ofMillis(5), Duration.ofMillis(25), Duration.ofMillis(100), Duration.ofMillis(500),
      Duration.ofSeconds(2), Duration.ofSeconds(10)};

  private static final int STATUS_CLASSES = 6;

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  /** The timers of each route, by the first digit of the status. */
  private final Map<Route, AtomicReferenceArray<@Nullable Timer>> timers =
      new ConcurrentHashMap<>();
  private final AtomicReferenceArray<@Nullable Timer> withoutRoute =
      new AtomicReferenceArray<>(STATUS_CLASSES);
  private final AtomicInteger active = new AtomicInteger();
  private final Map<ClientLimits.Limit, Counter> refusals = new EnumMap<>(ClientLimits.Limit.class);
  private final Map<GypsumException.Kind, Counter> failures =
      new EnumMap<>(GypsumException.Kind.class);
  private final Counter sentBytes;
  private final Counter receivedBytes;

  public HttpMetrics() {
    sentBytes =
        Counter.builder("http.server.sent")
            .baseUnit("bytes")
            .description("Bytes of response bodies, including files that are still being sent")
            .register(registry);
    receivedBytes =
        Counter.builder("http.server.received")
            .baseUnit("bytes")
            .description("Bytes of request bodies")
            .register(registry);
    Gauge.builder("http.server.active", active, AtomicInteger::get)
        .description("Requests being processed")
        .register(registry);
    for (ClientLimits.Limit limit : ClientLimits.Limit.values()) {
      refusals.put(
          limit,
          Counter.builder("http.server.refused")
              .description("Connections and requests refused because of a limit of their client")
              .tag("limit", limit.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
    for (GypsumException.Kind kind : GypsumException.Kind.values()) {
      failures.put(
          kind,
          Counter.builder("http.server.failures")
              .description("Requests that failed, by kind of the failure")
              .tag("kind", kind.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
    addJvmGauges();
  }

  /** Returns the registry whose metrics {@link #scrape} returns. */
  public MeterRegistry registry() {
    return registry;
  }

  /** Counts a failed request. */
  void countFailure(GypsumException.Kind kind) {
    Objects.requireNonNull(failures.get(kind)).increment();
  }

  /** Counts a refusal because of a limit of a client. */
  public void countRefusal(ClientLimits.Limit limit) {
    Counter counter = refusals.get(limit);
    if (counter != null) {
      counter.increment();
    }
  }

  /** Adds a counter whose value is computed when the metrics are read; the value must not decrease. */
  public void addCounter(String name, String description, LongSupplier value) {
    FunctionCounter.builder(name, value, LongSupplier::getAsLong)
        .description(description)
        .register(registry);
  }

  /** Responds with all metrics in the text format of Prometheus. */
  public void scrape(Exchange exchange) throws IOException {
    exchange.sendBytes(
        200, TEXT, registry.scrape("text/plain").getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void handle(Exchange exchange, Handler next) throws IOException {
    long startNanos = System.nanoTime();
    active.incrementAndGet();
    try {
      next.handle(exchange);
    } finally {
      active.decrementAndGet();
      timer(exchange.route(), exchange.status())
          .record(Duration.ofNanos(System.nanoTime() - startNanos));
      increment(sentBytes, exchange.sentBytes());
      increment(receivedBytes, exchange.receivedBytes());
    }
  }

  private static void increment(Counter counter, long bytes) {
    if (bytes > 0) {
      counter.increment((double) bytes);
    }
  }

  private Timer timer(@Nullable Route route, int status) {
    AtomicReferenceArray<@Nullable Timer> ofRoute = timersOf(route);
    int statusClass = Math.clamp(status / 100, 0, STATUS_CLASSES - 1);
    Timer timer = ofRoute.get(statusClass);
    if (timer == null) {
      // Concurrent registrations return the same timer.
      timer = register(route, statusClass);
      ofRoute.set(statusClass, timer);
    }
    return timer;
  }

  private AtomicReferenceArray<@Nullable Timer> timersOf(@Nullable Route route) {
    if (route == null) {
      return withoutRoute;
    }
    // Unlike get, computeIfAbsent may lock an existing entry.
    AtomicReferenceArray<@Nullable Timer> known = timers.get(route);
    return known == null
        ? timers.computeIfAbsent(route, key -> new AtomicReferenceArray<>(STATUS_CLASSES))
        : known;
  }

  private Timer register(@Nullable Route route, int statusClass) {
    return Timer.builder("http.server.requests")
        .description("Durations of requests until their response was handed to the connection")
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

  /** Adds a value that is computed for each scrape. */
  public void gauge(String name, String unit, String description, Supplier<Number> value) {
    Gauge.builder(name, value).baseUnit(unit).description(description).register(registry);
  }

  private void gauge(String name, String unit, Supplier<Number> value) {
    Gauge.builder(name, value).baseUnit(unit).register(registry);
  }
}
