package io.gypsum.cli.look;

import java.io.PrintStream;

import io.gypsum.core.json.JsonWritable;

/** All that is known of one place. */
interface View extends JsonWritable {
  /** For people. */
  void printTo(PrintStream out);
}
