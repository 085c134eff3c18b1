package io.gypsum.cli.metadata;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.gypsum.cli.terminal.Table;
import io.gypsum.core.GypsumException;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.metadata.schema.MetadataSchema;
import io.gypsum.metadata.schema.Violation;
import tools.jackson.core.JsonGenerator;

/** What is wrong with some documents: an array of objects for programs, a table for people. */
record Findings(int documents, List<Finding> all) implements JsonWritable {
  private record Finding(Path file, Violation violation) {}

  static Findings of(MetadataSchema schema, List<Path> documents) throws IOException {
    List<Finding> all = new ArrayList<>();
    for (Path file : documents) {
      for (Violation violation : violations(schema, file)) {
        all.add(new Finding(file, violation));
      }
    }
    return new Findings(documents.size(), all);
  }

  private static List<Violation> violations(MetadataSchema schema, Path file) throws IOException {
    try {
      return schema.validate(file);
    } catch (GypsumException e) {
      // One that is not even JSON shall not hide what is wrong with the others.
      return List.of(new Violation("", "a JSON document", e.reason()));
    }
  }

  /** @throws GypsumException INVALID when there are any */
  void requireNone() {
    if (!all.isEmpty()) {
      long wrong = all.stream().map(Finding::file).distinct().count();
      throw GypsumException.invalid(
          all.size() + (all.size() == 1 ? " violation" : " violations") + " in " + wrong + " of "
              + documents + (documents == 1 ? " document" : " documents"));
    }
  }

  String sentence() {
    return documents == 1 ? "the document is valid" : "all " + documents + " documents are valid";
  }

  void printTo(PrintStream out) {
    if (all.isEmpty()) {
      return;
    }
    Table table = new Table("FILE", "WHERE", "PROBLEM");
    for (Finding finding : all) {
      Violation violation = finding.violation();
      table.add(
          finding.file().toString(),
          violation.pointer().isEmpty() ? "(top)" : violation.pointer(),
          "expected " + violation.expected() + ", found " + violation.found());
    }
    table.printTo(out);
  }

  @Override
  public void writeTo(JsonGenerator json) {
    json.writeStartArray();
    for (Finding finding : all) {
      json.writeStartObject();
      json.writeStringProperty("file", finding.file().toString());
      json.writeStringProperty("pointer", finding.violation().pointer());
      json.writeStringProperty("expected", finding.violation().expected());
      json.writeStringProperty("found", finding.violation().found());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
