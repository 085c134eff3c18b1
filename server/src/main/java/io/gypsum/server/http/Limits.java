package io.gypsum.server.http;

import java.time.Duration;

/**
 * What all requests of a server share to stay within bounds.
 *
 * @param transfers one for each request whose client decides how long it takes
 */
record Limits(
    JsonBodies jsonBodies, Permits transfers, long minimumBytesPerSecond, long graceNanos) {
  static Limits of(HttpSettings settings) {
    int jsonPieces = Math.toIntExact(settings.jsonBudgetBytes() / BoundedInput.PIECE_BYTES);
    return new Limits(
        new JsonBodies(new Permits(jsonPieces, settings.busyWait())),
        // Whoever waits takes the room of a short request: so nobody waits.
        new Permits(settings.maxTransfers(), Duration.ZERO), settings.minimumBytesPerSecond(),
        settings.rateGrace().toNanos());
  }

  RateGuard newRateGuard() {
    return new RateGuard(minimumBytesPerSecond, graceNanos, System::nanoTime);
  }
}
