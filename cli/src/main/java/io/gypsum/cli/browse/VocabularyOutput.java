package io.gypsum.cli.browse;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

import io.gypsum.cli.terminal.Output;
import io.gypsum.cli.terminal.Table;
import io.gypsum.metadata.DocumentCount;
import tools.jackson.core.JsonGenerator;

/**
 * Prints what can be searched in an index.
 *
 * @param name {@code field} or {@code word}
 */
record VocabularyOutput(String name, List<DocumentCount> counts) {
  void printTo(Output output) {
    output.print(this::write, this::print);
  }

  private void write(JsonGenerator json) {
    json.writeStartArray();
    for (DocumentCount count : counts) {
      json.writeStartObject();
      json.writeStringProperty(name, count.name());
      json.writeNumberProperty("documents", count.documents());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void print(PrintStream out) {
    Table table = new Table(name.toUpperCase(Locale.ROOT), "DOCUMENTS");
    counts.forEach(count -> table.add(count.name(), String.valueOf(count.documents())));
    table.printTo(out);
  }
}
