package io.gypsum.server.metrics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

/**
 * The most important metrics of a server, all since its start. The number of metrics is bounded, so reading them takes
 * little time.
 */
public final class ServerFigures {
  private final MeterRegistry registry;

  public ServerFigures(MeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * Requests.
   *
   * @param clientErrors responses with a status from 400 to 499
   * @param serverErrors responses with a status from 500 on
   * @param mean the mean duration of all requests
   * @param refused requests and connections over a limit of their client
   * @param failures the numbers of failed requests by kind; kinds that did not occur are left out
   */
  public record RequestFigures(
      long requests, long clientErrors, long serverErrors, Duration mean, long refused,
      Map<String, Long> failures) {
    public RequestFigures {
      failures = Map.copyOf(failures);
    }
  }

  /** Operations of the store. */
  public record StoreFigures(long ok, long failed, Duration mean) {}

  /**
   * The file system of a directory.
   *
   * @param directory its purpose, such as {@code bucket}
   */
  public record DiskFigures(String directory, long freeBytes, long totalBytes) {}

  public RequestFigures requests() {
    long[] byClass = new long[6];
    double seconds = 0;
    for (Timer timer : registry.find("http.server.requests").timers()) {
      byClass[statusClass(timer)] += timer.count();
      seconds += timer.totalTime(TimeUnit.SECONDS);
    }
    long requests = 0;
    for (long count : byClass) {
      requests += count;
    }
    Map<String, Long> failures = new TreeMap<>();
    for (Counter counter : registry.find("http.server.failures").counters()) {
      if (counter.count() > 0) {
        failures.put(String.valueOf(counter.getId().getTag("kind")), (long) counter.count());
      }
    }
    double refused = 0;
    for (Counter counter : registry.find("http.server.refused").counters()) {
      refused += counter.count();
    }
    return new RequestFigures(
        requests, byClass[4], byClass[5], mean(seconds, requests), (long) refused, failures);
  }

  private static int statusClass(Timer timer) {
    String status = timer.getId().getTag("status");
    return status == null ? 0 : Math.clamp(status.charAt(0) - '0', 0, 5);
  }

  private static Duration mean(double seconds, long count) {
    return count == 0 ? Duration.ZERO : Duration.ofNanos((long) (seconds * 1e9 / count));
  }

  public StoreFigures store() {
    long ok = 0;
    long failed = 0;
    double seconds = 0;
    for (Timer timer : registry.find("store.operations").timers()) {
      if ("ok".equals(timer.getId().getTag("outcome"))) {
        ok += timer.count();
      } else {
        failed += timer.count();
      }
      seconds += timer.totalTime(TimeUnit.SECONDS);
    }
    return new StoreFigures(ok, failed, mean(seconds, ok + failed));
  }

  /** Returns the file systems whose size can be determined, by their directories. */
  public List<DiskFigures> disks() {
    List<DiskFigures> disks = new ArrayList<>();
    Map<String, Gauge> free = new TreeMap<>();
    for (Gauge gauge : registry.find("disk.free").gauges()) {
      free.put(String.valueOf(gauge.getId().getTag("directory")), gauge);
    }
    free.forEach((directory, gauge) -> {
      double freeBytes = gauge.value();
      double totalBytes =
          value(registry.find("disk.total").tag("directory", directory).gauge());
      if (!Double.isNaN(freeBytes) && !Double.isNaN(totalBytes)) {
        disks.add(new DiskFigures(directory, (long) freeBytes, (long) totalBytes));
      }
    });
    return disks;
  }

  /** Returns the value of a gauge or counter without labels; empty if the server has none or it cannot be determined. */
  public OptionalDouble value(String name) {
    Meter meter = registry.find(name).meter();
    double value =
        switch (meter) {
          case Gauge gauge -> gauge.value();
          case FunctionCounter counter -> counter.count();
          case null, default -> Double.NaN;
        };
    return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  private static double value(@Nullable Gauge gauge) {
    return gauge == null ? Double.NaN : gauge.value();
  }
}
