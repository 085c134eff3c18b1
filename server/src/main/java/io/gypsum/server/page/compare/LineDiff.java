package io.gypsum.server.page.compare;

import java.util.ArrayList;
import java.util.List;

import com.github.difflib.DiffUtils;
import com.github.difflib.algorithm.myers.MyersDiffWithLinearSpace;
import com.github.difflib.patch.AbstractDelta;

/**
 * The differences between the lines of two texts, with a few equal lines around each. Time and memory are bounded: texts that
 * differ in more than {@link #MAX_COMPARED_LINES} consecutive lines are not compared line by line.
 *
 * @param hunks the differences in order, with up to {@link #MAX_SHOWN_LINES} lines in total
 * @param added the number of lines that only the new text has
 * @param removed the number of lines that only the old text has
 * @param isCut whether differences are left out
 */
public record LineDiff(List<Hunk> hunks, int added, int removed, boolean isCut) {
  static final int CONTEXT_LINES = 3;
  static final int MAX_COMPARED_LINES = 1_500;
  static final int MAX_SHOWN_LINES = 2_000;

  public LineDiff {
    hunks = List.copyOf(hunks);
  }

  /** Which of the texts contain a line. */
  public enum LineKind {
    SAME, ADDED, REMOVED
  }

  /**
   * @param oldNumber the number of the line in the old text, from 1; 0 if it is not part of it
   * @param newNumber the number of the line in the new text, from 1; 0 if it is not part of it
   */
  public record Line(LineKind kind, int oldNumber, int newNumber, String text) {}

  /** Consecutive lines. */
  public record Hunk(List<Line> lines) {
    public Hunk {
      lines = List.copyOf(lines);
    }
  }

  /**
   * Replaced lines.
   *
   * @param from the index of the first old line
   * @param to the index of the first new line
   */
  private record Replaced(int from, int oldLines, int to, int newLines) {
    /** Returns whether no equal line is between this and the next difference: the library separates insertions and deletions. */
    boolean isFollowedBy(Replaced next) {
      return from + oldLines == next.from && to + newLines == next.to;
    }

    Replaced and(Replaced next) {
      return new Replaced(from, oldLines + next.oldLines, to, newLines + next.newLines);
    }
  }

  /** Compares two texts that were split into lines. */
  public static LineDiff between(List<String> from, List<String> to) {
    int prefix = 0;
    int shorter = Math.min(from.size(), to.size());
    while (prefix < shorter && from.get(prefix).equals(to.get(prefix))) {
      prefix++;
    }
    int suffix = 0;
    while (suffix < shorter - prefix
        && from.get(from.size() - 1 - suffix).equals(to.get(to.size() - 1 - suffix))) {
      suffix++;
    }
    List<Replaced> replaced =
        replaced(
            from.subList(prefix, from.size() - suffix), to.subList(prefix, to.size() - suffix),
            prefix);
    return new Writer(from, to).write(replaced);
  }

  private static List<Replaced> replaced(List<String> from, List<String> to, int offset) {
    if (from.isEmpty() && to.isEmpty()) {
      return List.of();
    }
    if (from.isEmpty() || to.isEmpty() || from.size() > MAX_COMPARED_LINES
        || to.size() > MAX_COMPARED_LINES) {
      return List.of(new Replaced(offset, from.size(), offset, to.size()));
    }
    List<Replaced> replaced = new ArrayList<>();
    for (AbstractDelta<String> delta : DiffUtils
        .diff(from, to, new MyersDiffWithLinearSpace<>())
        .getDeltas()) {
      Replaced next =
          new Replaced(
              offset + delta.getSource().getPosition(), delta.getSource().size(),
              offset + delta.getTarget().getPosition(), delta.getTarget().size());
      Replaced last = replaced.isEmpty() ? null : replaced.getLast();
      if (last != null && last.isFollowedBy(next)) {
        replaced.set(replaced.size() - 1, last.and(next));
      } else {
        replaced.add(next);
      }
    }
    return replaced;
  }

  /** Writes hunks. Not thread-safe. */
  private static final class Writer {
    private final List<String> from;
    private final List<String> to;
    private final List<Hunk> hunks = new ArrayList<>();
    private List<Line> lines = new ArrayList<>();
    private int shown;

    Writer(List<String> from, List<String> to) {
      this.from = from;
      this.to = to;
    }

    LineDiff write(List<Replaced> replaced) {
      int added = 0;
      int removed = 0;
      int end = 0;
      boolean isFirst = true;
      for (Replaced next : replaced) {
        added += next.newLines();
        removed += next.oldLines();
        int gap = next.from() - end;
        if (gap > 2 * CONTEXT_LINES || (isFirst && gap > CONTEXT_LINES)) {
          endHunk(end, next.to() - gap, isFirst ? 0 : CONTEXT_LINES);
          addSame(next.from() - CONTEXT_LINES, next.to() - CONTEXT_LINES, CONTEXT_LINES);
        } else {
          addSame(end, next.to() - gap, gap);
        }
        for (int i = 0; i < next.oldLines(); i++) {
          int line = next.from() + i;
          add(new Line(LineKind.REMOVED, line + 1, 0, from.get(line)));
        }
        for (int i = 0; i < next.newLines(); i++) {
          int line = next.to() + i;
          add(new Line(LineKind.ADDED, 0, line + 1, to.get(line)));
        }
        end = next.from() + next.oldLines();
        isFirst = false;
      }
      if (!replaced.isEmpty()) {
        endHunk(
            end, end + to.size() - from.size(), Math.min(CONTEXT_LINES, from.size() - end));
      }
      return new LineDiff(hunks, added, removed, shown > MAX_SHOWN_LINES);
    }

    private void endHunk(int oldStart, int newStart, int context) {
      addSame(oldStart, newStart, context);
      if (!lines.isEmpty()) {
        hunks.add(new Hunk(lines));
        lines = new ArrayList<>();
      }
    }

    private void addSame(int oldStart, int newStart, int number) {
      for (int i = 0; i < number; i++) {
        add(
            new Line(
                LineKind.SAME, oldStart + i + 1, newStart + i + 1, from.get(oldStart + i)));
      }
    }

    private void add(Line line) {
      shown++;
      if (shown <= MAX_SHOWN_LINES) {
        lines.add(line);
      }
    }
  }
}
