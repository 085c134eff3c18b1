package io.gypsum.cli.index;

import java.util.List;
import java.util.stream.Collectors;

import io.gypsum.cli.terminal.Complaints;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.metadata.index.IndexProblem;
import io.gypsum.metadata.index.IndexReport;
import tools.jackson.core.JsonGenerator;

/** What came of a run, for programs and for people. */
record IndexReportText(IndexReport report) implements JsonWritable {
  @Override
  public void writeTo(JsonGenerator out) {
    out.writeStartObject();
    out.writeName("indices").writeStartArray();
    for (IndexReport.Index index : report.indices()) {
      out.writeStartObject();
      out.writeStringProperty("class", index.indexClass().baseName());
      out.writeStringProperty("file", index.indexClass().fileName());
      out.writeStringProperty(
          "outcome", switch (index.outcome()) {
            case UNCHANGED -> "unchanged";
            case UPDATED -> "updated";
            case BUILT -> "built";
          });
      if (!index.why().isEmpty()) {
        out.writeStringProperty("why", index.why());
      }
      out.writeNumberProperty("versions", index.versions());
      out.writeNumberProperty("documents", index.documents());
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeNumberProperty("problem_count", report.problemCount());
    out.writeName("problems").writeStartArray();
    for (IndexProblem problem : report.problems()) {
      out.writeStartObject();
      out.writeStringProperty("key", problem.key());
      out.writeStringProperty("reason", problem.reason());
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  /** One line an index. */
  String sentences() {
    return report.indices()
        .stream()
        .map(IndexReportText::sentence)
        .collect(Collectors.joining(System.lineSeparator()));
  }

  private static String sentence(IndexReport.Index index) {
    String read = index.documents() + " documents of " + index.versions() + " versions";
    String file = index.indexClass().fileName();
    return switch (index.outcome()) {
      case UNCHANGED -> file + ": nothing has changed";
      case UPDATED -> file + ": read " + read + " again";
      case BUILT -> file + ": made anew from " + read
          + (index.why().isEmpty() ? "" : " (" + index.why() + ")");
    };
  }

  /** One line a problem, and one for those that are too many to tell. */
  List<String> complaints() {
    return Complaints.lines("not indexed", report.problems(), report.problemCount());
  }
}
