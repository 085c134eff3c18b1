package io.gypsum.core.json;

import tools.jackson.core.JsonGenerator;

/** A value with one JSON form. */
@FunctionalInterface
public interface JsonWritable {
  /** Writes exactly one JSON value. */
  void writeTo(JsonGenerator out);
}
