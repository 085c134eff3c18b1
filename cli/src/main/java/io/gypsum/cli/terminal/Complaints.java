package io.gypsum.cli.terminal;

import java.util.List;
import java.util.stream.Stream;

import io.gypsum.core.Printable;

/** What a run could not do, for people: a line each, and one for those that are too many to tell. */
public final class Complaints {
  private static final int MOST = 20;
  private static final int REASON_CHARS = 500;

  private Complaints() {}

  /**
   * @param what happened to each: {@code not copied}
   * @param problems the first of them, with their reasons
   * @param count of all
   */
  public static List<String> lines(String what, List<?> problems, long count) {
    String start = "gypsum: " + what + ": ";
    long more = count - Math.min(MOST, problems.size());
    return Stream.concat(
        problems.stream()
            .limit(MOST)
            .map(problem -> start + Printable.text(problem.toString(), REASON_CHARS)),
        more == 0 ? Stream.of() : Stream.of(start + more + " more, see --json"))
        .toList();
  }
}
