package io.gypsum.server.format;

import java.time.Duration;

/** Durations as pages show them. */
public final class Elapsed {
  private Elapsed() {}

  /** Returns a duration in its largest unit, such as {@code 5 minutes}. */
  public static String text(Duration time) {
    return time.toDays() > 1 ? Numbers.count(time.toDays(), "day")
        : time.toHours() > 1 ? Numbers.count(time.toHours(), "hour")
        : time.toMinutes() > 0 ? Numbers.count(time.toMinutes(), "minute")
        : Numbers.count(Math.max(0, time.toSeconds()), "second");
  }
}
