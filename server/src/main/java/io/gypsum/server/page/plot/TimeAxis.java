package io.gypsum.server.page.plot;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.gypsum.server.format.ShownTime;

/** An axis of times in UTC, with labels at the beginnings of years, months, days, hours or minutes. */
record TimeAxis(Instant start, Instant end) {
  private static final int MAX_TICKS = 7;

  /** A distance of labels, and how they are written. */
  private record Step(ChronoUnit unit, int count, DateTimeFormatter format) {
    double seconds() {
      return unit.getDuration().toSeconds() * (double) count;
    }

    /** Returns the last multiple of this step that is not after {@code time}. */
    LocalDateTime floor(LocalDateTime time) {
      return switch (unit) {
        case YEARS -> LocalDateTime.of(
            Math.floorDiv(time.getYear(), count) * count, 1, 1, 0, 0);
        case MONTHS -> LocalDateTime.of(
            time.getYear(), (time.getMonthValue() - 1) / count * count + 1, 1, 0, 0);
        case DAYS -> LocalDateTime.ofEpochSecond(
            Math.floorDiv(time.toLocalDate().toEpochDay(), count) * count * 86_400, 0,
            ZoneOffset.UTC);
        default -> {
          long seconds = (long) seconds();
          yield LocalDateTime.ofEpochSecond(
              Math.floorDiv(time.toEpochSecond(ZoneOffset.UTC), seconds) * seconds, 0,
              ZoneOffset.UTC);
        }
      };
    }

    LocalDateTime next(LocalDateTime tick) {
      return tick.plus(count, unit);
    }
  }

  private static final List<Step> STEPS = steps();

  /** A label and its time. */
  record Tick(Instant time, String label) {}

  private static DateTimeFormatter format(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH);
  }

  private static List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    add(steps, ChronoUnit.MINUTES, "HH:mm", 1, 5, 15, 30);
    add(steps, ChronoUnit.HOURS, "d MMM HH:mm", 1, 3, 6);
    add(steps, ChronoUnit.DAYS, "d MMM uuuu", 1, 2, 7, 14);
    add(steps, ChronoUnit.MONTHS, "MMM uuuu", 1, 3, 6);
    add(steps, ChronoUnit.YEARS, "uuuu", 1, 2, 5, 10, 50, 500, 5000);
    return List.copyOf(steps);
  }

  private static void add(List<Step> steps, ChronoUnit unit, String format, int... counts) {
    for (int count : counts) {
      steps.add(new Step(unit, count, format(format)));
    }
  }

  /** Returns the labels, in order; at least one. */
  List<Tick> ticks() {
    double seconds = seconds();
    if (seconds <= 0) {
      return List.of(new Tick(start, new ShownTime(start).day()));
    }
    Step step =
        STEPS.stream()
            .filter(each -> seconds / each.seconds() <= MAX_TICKS)
            .findFirst()
            .orElse(STEPS.getLast());
    List<Tick> ticks = new ArrayList<>();
    LocalDateTime last = utc(end);
    for (LocalDateTime tick = step.floor(utc(start)); !tick.isAfter(last); tick = step.next(tick)) {
      if (!tick.isBefore(utc(start))) {
        ticks.add(new Tick(tick.toInstant(ZoneOffset.UTC), step.format.format(tick)));
      }
    }
    return ticks.isEmpty() ? List.of(new Tick(start, new ShownTime(start).day())) : ticks;
  }

  private double seconds() {
    return (double) end.getEpochSecond() - start.getEpochSecond();
  }

  private static LocalDateTime utc(Instant time) {
    return LocalDateTime.ofInstant(time, ZoneOffset.UTC);
  }

  /** Returns where a time is between {@code left} and {@code right}; in the middle if the axis has only one time. */
  double position(Instant time, double left, double right) {
    double seconds = seconds();
    return seconds <= 0
        ? (left + right) / 2
        : left + (right - left) * ((double) time.getEpochSecond() - start.getEpochSecond())
            / seconds;
  }
}
