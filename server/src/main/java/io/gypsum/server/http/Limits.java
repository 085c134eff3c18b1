package io.gypsum.server.http;

import java.io.IOException;

import io.gypsum.core.GypsumException;

/**
 * What all requests of a server share to stay within bounds.
 *
 * @param streams room for answers that are sent as they are written, each of which holds buffers for as long as its
 *     client likes
 */
record Limits(
    JsonBodies jsonBodies, Permits streams, long minimumBytesPerSecond, long graceNanos) {
  static Limits of(HttpSettings settings) {
    int jsonUnits = Math.toIntExact(settings.jsonBudgetBytes() / BoundedInput.PIECE_BYTES);
    return new Limits(
        new JsonBodies(new Permits(jsonUnits, settings.busyWait())),
        new Permits(settings.maxStreams(), settings.busyWait()), settings.minimumBytesPerSecond(),
        settings.rateGrace().toNanos());
  }

  RateGuard newRateGuard() {
    return new RateGuard(minimumBytesPerSecond, graceNanos, System::nanoTime);
  }

  /** @throws GypsumException BUSY when too many answers are being streamed */
  void stream(BodyWriter body, ResponseBody out) throws IOException {
    if (!streams.take()) {
      throw new GypsumException(
          GypsumException.Kind.BUSY,
          "the server is sending too many answers at once: try again in a few seconds");
    }
    try {
      body.writeTo(out);
      out.finish();
    } finally {
      streams.giveBack(1);
    }
  }
}
