package io.gypsum.client;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

import io.gypsum.core.concurrent.Sleeper;

/** Builds clients that do not wait: time passes by what they would have waited. In this package for access to the builder. */
public final class ImpatientClient {
  private ImpatientClient() {}

  public static GypsumClient of(GypsumClientBuilder builder) {
    SkippedTime time = new SkippedTime();
    return builder.sleeper(time).clock(time).build();
  }

  private static final class SkippedTime extends Clock implements Sleeper {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public synchronized void sleep(Duration duration) {
      now = now.plus(duration);
    }

    @Override
    public synchronized Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
