package io.gypsum.server.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands still until a test advances it. */
public final class TestClock extends Clock {
  public static final Instant START = Instant.parse("2026-03-01T12:00:00.000Z");

  private final AtomicReference<Instant> now = new AtomicReference<>(START);

  public void advance(Duration time) {
    now.updateAndGet(old -> old.plus(time));
  }

  @Override
  public Instant instant() {
    return now.get();
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("everything is in UTC");
  }
}
