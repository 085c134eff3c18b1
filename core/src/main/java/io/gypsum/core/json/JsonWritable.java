package io.gypsum.core.json;

import tools.jackson.core.JsonGenerator;

/** A value that writes itself as JSON. */
@FunctionalInterface
public interface JsonWritable {
  /** Writes exactly one JSON value. */
  void writeTo(JsonGenerator out);
}
