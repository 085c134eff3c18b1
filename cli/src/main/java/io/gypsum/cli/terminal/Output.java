package io.gypsum.cli.terminal;

import java.io.PrintStream;
import java.util.function.Consumer;

import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.json.JsonWritable;

/**
 * How one command tells what came of it.
 *
 * @param json whether stdout is read by a program: one JSON document then, or nothing at all
 * @param quiet whether people want to hear of failures only
 */
public record Output(Terminal terminal, boolean json, boolean quiet) {

  /** What was asked for, on stdout: as a document for programs, else as text for people. */
  public void print(JsonWritable document, Consumer<PrintStream> text) {
    PrintStream out = terminal.out();
    if (json) {
      JsonOutput.stream(out, document::writeTo);
      out.println();
    } else {
      text.accept(out);
    }
    out.flush();
  }

  /** What was done: a document on stdout for programs, else a sentence on stderr. */
  public void done(JsonWritable document, String sentence) {
    if (json) {
      print(document, out -> {});
    } else {
      say(sentence);
    }
  }

  /** A sentence for people. */
  public void say(String sentence) {
    if (!quiet) {
      terminal.err().println(sentence);
    }
  }
}
