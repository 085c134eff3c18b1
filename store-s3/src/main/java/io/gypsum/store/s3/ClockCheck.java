package io.gypsum.store.s3;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.StoreException;
import software.amazon.awssdk.http.SdkHttpResponse;

/** Compares this machine's clock with the engine's: leases, addresses and signatures all live by them. */
record ClockCheck(InstantSource clock) {
  static final Duration MAX_DIFFERENCE = Duration.ofMinutes(5);

  /** @throws StoreException when the answer's {@code Date} is too far from now; one without any is let pass */
  void requireNear(SdkHttpResponse answer) {
    Optional<Instant> theirs = answer.firstMatchingHeader("Date").flatMap(ClockCheck::parse);
    if (theirs.isEmpty()) {
      return;
    }
    Duration difference = Duration.between(theirs.get(), clock.instant()).abs();
    if (difference.compareTo(MAX_DIFFERENCE) > 0) {
      throw new StoreException(
          "cannot use the store: its clock and this machine's differ by "
              + difference.toSeconds() + " s, more than " + MAX_DIFFERENCE.toSeconds()
              + " s; set both right, best by NTP",
          CallOutcome.NOT_DONE, false, null);
    }
  }

  private static Optional<Instant> parse(String header) {
    try {
      return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(header)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
