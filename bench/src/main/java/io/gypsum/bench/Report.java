package io.gypsum.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Collects the lines of the table, and prints each at once as progress. */
final class Report {
  private final PrintStream progress;
  private final List<Line> lines = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  private record Line(
      String what, String ours, String theirs, String compared, String target, String verdict) {
    String row() {
      return "| " + String.join(" | ", what, ours, theirs, compared, target, verdict) + " |";
    }
  }

  Report(PrintStream progress) {
    this.progress = progress;
  }

  /** Adds a figure without a peer. */
  void figure(String what, double value, String unit, Bound bound) {
    add(
        new Line(
            what, FigureFormat.of(value, unit), "", "", bound.target(), bound.verdict(value)));
  }

  /** Adds the median and the 99th percentile of latencies in milliseconds; the target is met if both bounds are. */
  void latency(String what, List<Double> millis, Bound medianBound, Bound p99Bound) {
    double median = Rounds.median(millis);
    double p99 = Rounds.percentile(millis, 99);
    String verdict = medianBound.verdict(median);
    add(
        new Line(
            what, withP99(FigureFormat.of(median, "ms"), FigureFormat.of(p99, "ms")), "", "",
            withP99(medianBound.target(), p99Bound.target()),
            verdict.startsWith("**") ? verdict : p99Bound.verdict(p99)));
  }

  private static String withP99(String median, String p99) {
    return median + " (p99 " + p99 + ")";
  }

  /** Adds a figure and that of a peer; {@code bound} applies to our figure divided by the peer's. */
  void comparison(String what, double ours, double theirs, String unit, Bound bound) {
    double ratio = ours / theirs;
    add(
        new Line(
            what, FigureFormat.of(ours, unit), FigureFormat.of(theirs, unit),
            FigureFormat.of(ratio, ""),
            bound.target(), bound.verdict(ratio)));
  }

  /** Adds a figure that could not be measured. */
  void failure(String what, Exception cause) {
    add(new Line(what, "", "", "", "", "**failed**"));
    note(what + " failed: " + cause);
  }

  void note(String text) {
    notes.add(text);
    progress.println("  note: " + text);
  }

  private void add(Line line) {
    lines.add(line);
    progress.println("  " + line.row());
  }

  /** Returns whether everything was measured and every target was met. */
  boolean isGood() {
    return lines.stream().noneMatch(line -> line.verdict().startsWith("**"));
  }

  void print(PrintStream out) {
    out.println("| figure | gypsum | peer | ratio | target | |");
    out.println("| --- | ---: | ---: | ---: | ---: | --- |");
    lines.forEach(line -> out.println(line.row()));
    out.println();
    notes.forEach(note -> out.println("- " + note));
  }
}
