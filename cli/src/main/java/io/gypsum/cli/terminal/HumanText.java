package io.gypsum.cli.terminal;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.gypsum.core.Printable;
import io.gypsum.core.Quantity;
import io.gypsum.core.Timestamps;
import io.gypsum.core.document.ChangeLogEntry;
import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.Quota;
import io.gypsum.core.document.Uploader;

/** Texts that several commands print: counts, sizes, permissions, changes and problems. */
public final class HumanText {
  private static final int MAX_PROBLEMS = 20;
  private static final int MAX_REASON_CHARS = 500;

  private HumanText() {}

  /** Returns a size as {@link Quantity#formatSize} formats it. */
  public static String bytes(long bytes) {
    return Quantity.formatSize(bytes);
  }

  /**
   * Returns a duration, rounded up to one of its two largest units: {@code 45 s}, {@code 3 min 20 s}, {@code 2 h 5 min},
   * {@code 3 d}.
   */
  public static String duration(Duration duration) {
    long seconds = duration.plusNanos(999_999_999).toSeconds();
    if (seconds < 60) {
      return seconds + " s";
    }
    long minutes = Math.ceilDiv(seconds, 60);
    long hours = Math.ceilDiv(minutes, 60);
    return seconds < 60 * 60 ? units(seconds / 60, "min", seconds % 60, "s")
        : minutes < 24 * 60 ? units(minutes / 60, "h", minutes % 60, "min")
        : units(hours / 24, "d", hours % 24, "h");
  }

  private static String units(long large, String largeUnit, long small, String smallUnit) {
    return large + " " + largeUnit + (small == 0 ? "" : " " + small + " " + smallUnit);
  }

  /** Returns the baseline of a quota and its year: {@code 10 GB in 2024}. */
  public static String baseline(Quota quota) {
    return bytes(quota.baselineBytes().longValue())
        + (quota.year() == null ? " (does not grow: the year is unknown)" : " in " + quota.year());
  }

  /** Returns the growth of a quota: {@code 20 GB per year}. */
  public static String growth(Quota quota) {
    return bytes(quota.growthBytesPerYear().longValue()) + " per year";
  }

  /** Returns a number and its noun, with a plural in {@code s}: {@code 1 version}, {@code 2 versions}. */
  public static String count(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  /** Returns a number of files and their size: {@code 5 files, 76.2 kB}. */
  public static String files(long count, long bytes) {
    return count(count, "file") + ", " + bytes(bytes);
  }

  /** Returns a sentence about an entry of the change log, without a period. */
  public static String change(ChangeLogEntry change) {
    return switch (change) {
      case ChangeLogEntry.AddVersion(var version, var latest) ->
          version + " was added" + (latest ? " and became the latest" : "");
      case ChangeLogEntry.DeleteVersion(var version, var latest) ->
          version + " was deleted" + (latest ? "; it was the latest" : "");
      case ChangeLogEntry.DeleteAsset(var asset) -> asset + " was deleted";
      case ChangeLogEntry.DeleteProject(var project) -> project + " was deleted";
      case ChangeLogEntry.OtherChange other -> place(other) + " was changed: " + other.type();
    };
  }

  private static String place(ChangeLogEntry.OtherChange change) {
    return Stream.of(change.project(), change.asset(), change.version())
        .filter(Objects::nonNull)
        .map(Object::toString)
        .collect(Collectors.joining("/"));
  }

  /** Prints the owners of a project, then one line per uploader. */
  public static void printPermissions(Permissions permissions, PrintStream out) {
    String owners = String.join(" ", permissions.owners());
    out.println("owners     " + (owners.isEmpty() ? "none (administrators only)" : owners));
    for (Uploader uploader : permissions.uploaders()) {
      out.println("uploader   " + uploader(uploader));
    }
  }

  private static String uploader(Uploader uploader) {
    if (!uploader.isValid()) {
      return uploader.invalidEntry() + "  invalid: grants nothing";
    }
    StringBuilder line = new StringBuilder(uploader.id());
    if (uploader.asset() != null) {
      line.append("  asset ").append(uploader.asset());
    }
    if (uploader.version() != null) {
      line.append("  version ").append(uploader.version());
    }
    if (uploader.until() != null) {
      line.append("  until ").append(Timestamps.format(uploader.until()));
    }
    return line.append(uploader.isTrusted() ? "  trusted" : "  untrusted: uploads need approval")
        .toString();
  }

  /**
   * Returns one line per problem of a run, followed by the number of problems that are not listed.
   *
   * @param outcome what happened to each, such as {@code not copied}
   * @param problems the first problems, whose {@code toString} is the reason
   * @param count number of all problems
   */
  public static List<String> problems(String outcome, List<?> problems, long count) {
    String start = "gypsum: " + outcome + ": ";
    long more = count - Math.min(MAX_PROBLEMS, problems.size());
    return Stream.concat(
        problems.stream()
            .limit(MAX_PROBLEMS)
            .map(problem -> start + Printable.text(problem.toString(), MAX_REASON_CHARS)),
        more == 0 ? Stream.of() : Stream.of(start + more + " more; --json lists them"))
        .toList();
  }
}
