package io.gypsum.cli.quickstart;

import java.io.PrintStream;
import java.util.List;

import io.gypsum.cli.terminal.EscapingPrintStream;

/** Prints numbered steps and their results. Not thread-safe. */
final class StepPrinter {
  private static final String BOLD = "\033[1m";
  private static final String PLAIN = "\033[0m";

  private final PrintStream out;
  private final boolean colour;
  private int steps;
  private String step = "Create the directories";

  StepPrinter(PrintStream out, boolean colour) {
    this.out = out;
    this.colour = colour;
  }

  /** Starts the next numbered step. */
  void step(String name) {
    steps++;
    step = name;
    heading(steps + ". " + name);
  }

  /** Returns the name of the current step. */
  String step() {
    return step;
  }

  void heading(String text) {
    out.println();
    EscapingPrintStream.printControl(out, colour ? BOLD : "");
    out.print(text);
    EscapingPrintStream.printControl(out, (colour ? PLAIN : "") + System.lineSeparator());
  }

  /** Prints an indented line. */
  void print(String text) {
    out.println(("   " + text).stripTrailing());
    out.flush();
  }

  /** Prints rows in aligned columns; columns with a number or size in the last row are aligned to the right. */
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
        boolean isNumber = rows.getLast().get(i).matches("[0-9.]+( [kMGTPE]?B)?");
        line.append(isNumber ? space + cell : cell + space).append("   ");
      }
      print(line.toString().stripTrailing());
    }
  }
}
