package io.gypsum.cli.quickstart;

import java.io.PrintStream;
import java.util.List;

/** Tells a person what is being done. Not thread-safe. */
final class Narrator {
  private static final String BOLD = "\033[1m";
  private static final String PLAIN = "\033[0m";

  private final PrintStream out;
  private final boolean colour;
  private int steps;
  private String step = "find a place for it";

  Narrator(PrintStream out, boolean colour) {
    this.out = out;
    this.colour = colour;
  }

  /** Begins the next numbered step. */
  void step(String name) {
    steps++;
    step = name;
    title(steps + ". " + name);
  }

  /** The step that is being done. */
  String step() {
    return step;
  }

  void title(String text) {
    out.println();
    out.println(colour ? BOLD + text + PLAIN : text);
  }

  void say(String text) {
    out.println(("   " + text).stripTrailing());
    out.flush();
  }

  /** Rows in columns as wide as they need to be; numbers and sizes to the right. */
  void table(List<List<String>> rows) {
    int[] widths = new int[rows.getFirst().size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String cell = row.get(i);
        String space = " ".repeat(widths[i] - cell.length());
        boolean number = rows.getLast().get(i).matches("[0-9.]+( [kMGTPE]?B)?");
        line.append(number ? space + cell : cell + space).append("   ");
      }
      say(line.toString().stripTrailing());
    }
  }
}
