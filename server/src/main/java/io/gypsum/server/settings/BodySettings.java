package io.gypsum.server.settings;

import java.time.Duration;
import java.util.List;

/**
 * Bounds of request headers and JSON bodies.
 *
 * @param memoryBytes memory for bodies of more than 64 KiB; lowered if the heap is small
 * @param maxWait how long a body of a user waits for memory
 * @param timeout maximum time to receive a smaller body
 * @param headerTimeout maximum time to receive the request line and the headers
 */
public record BodySettings(
    long memoryBytes, Duration maxWait, Duration timeout, Duration headerTimeout) {
  private static final long MIB = 1024 * 1024;
  private static final Duration MIN_TIMEOUT = Duration.ofMillis(100);

  static final Option<Long> BODY_MEMORY =
      Option.single(
          "body-memory", "BYTES", String.valueOf(128 * MIB), OptionParsers.bytes(2 * MIB, 1L << 40),
          "Memory for JSON bodies of more than 64 KiB, at most a sixth of the heap. Each user may"
              + " use half of it, which is also the maximum size of a body.");
  static final Option<Duration> BODY_WAIT =
      Option.duration(
          "body-wait", Duration.ofSeconds(45), Duration.ZERO,
          "Maximum time that a JSON body of a user waits for memory before it is answered with 503.");
  static final Option<Duration> BODY_TIMEOUT =
      Option.duration(
          "body-timeout", Duration.ofSeconds(30), MIN_TIMEOUT,
          "Maximum time to receive a JSON body of up to 64 KiB.");
  static final Option<Duration> HEADER_TIMEOUT =
      Option.duration(
          "header-timeout", Duration.ofSeconds(20), MIN_TIMEOUT,
          "Maximum time to receive the request line and all headers, from the first byte.");

  static final List<Option<?>> ALL = List.of(BODY_MEMORY, BODY_WAIT, BODY_TIMEOUT, HEADER_TIMEOUT);

  static BodySettings read(OptionValues values) {
    return new BodySettings(
        values.get(BODY_MEMORY), values.get(BODY_WAIT), values.get(BODY_TIMEOUT),
        values.get(HEADER_TIMEOUT));
  }
}
