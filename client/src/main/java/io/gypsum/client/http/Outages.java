package io.gypsum.client.http;

import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.core.GypsumException;

/**
 * Records which servers have responded to the client, and since when they have been unavailable. A server that never responded
 * is probably not running, or its address is wrong; one that responded before is probably restarting. Thread-safe.
 */
final class Outages {
  /** Maximum number of recorded servers; others, such as hosts of buckets, count as never having responded. */
  private static final int MAX_SERVERS = 100;

  private final InstantSource clock;
  /** For each server that responded, the time of the first failure since its last response; empty if there is none. */
  private final ConcurrentMap<String, Optional<Instant>> servers = new ConcurrentHashMap<>();

  Outages(InstantSource clock) {
    this.clock = clock;
  }

  /** Records that the server of a request responded. */
  void recordResponse(URI request) {
    String server = server(request);
    if (servers.size() < MAX_SERVERS || servers.containsKey(server)) {
      servers.put(server, Optional.empty());
    }
  }

  /** Records a failure, and returns it with the time since which its server has been unavailable, if it is. */
  RequestFailedException record(URI request, RequestFailedException failure) {
    if (!showsOutage(failure)) {
      return failure;
    }
    Optional<Instant> since =
        servers.computeIfPresent(
            server(request),
            (server, first) -> first.isPresent() ? first : Optional.of(clock.instant()));
    return since == null
        ? failure
        : since.map(failure::withUnavailableSince).orElse(failure);
  }

  /**
   * Returns whether the server, or a proxy in front of it, was not reached, lost the connection, or is temporarily unavailable.
   */
  private static boolean showsOutage(RequestFailedException failure) {
    if (!failure.isRetryable() || failure.isThrottled()) {
      return false;
    }
    return switch (failure.status().orElse(0)) {
      case 0 -> failure.kind() == GypsumException.Kind.UNAVAILABLE;
      case 502, 503, 504 -> true;
      default -> false;
    };
  }

  private static String server(URI request) {
    return (request.getScheme() + "://" + request.getRawAuthority()).toLowerCase(Locale.ROOT);
  }
}
