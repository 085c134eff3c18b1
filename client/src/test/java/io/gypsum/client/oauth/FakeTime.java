package io.gypsum.client.oauth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

import io.gypsum.core.concurrent.Sleeper;

/** A clock that only advances while a thread sleeps. */
final class FakeTime extends Clock implements Sleeper {
  static final Instant START = Instant.parse("2026-11-01T12:00:00Z");

  final List<Duration> waits = new ArrayList<>();
  private Instant now = START;

  @Override
  public void sleep(Duration time) {
    waits.add(time);
    now = now.plus(time);
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException();
  }
}
