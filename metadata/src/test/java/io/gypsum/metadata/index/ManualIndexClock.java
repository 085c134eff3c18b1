package io.gypsum.metadata.index;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still at about the time of the changes in {@link SmallRegistry}, until it is advanced. */
final class ManualIndexClock implements InstantSource {
  private Instant now = Instant.parse("2023-01-02T12:00:00Z");

  @Override
  public Instant instant() {
    return now;
  }

  void advanceMinutes(long minutes) {
    now = now.plus(Duration.ofMinutes(minutes));
  }
}
