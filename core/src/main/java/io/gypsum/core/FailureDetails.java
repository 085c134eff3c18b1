package io.gypsum.core;

import tools.jackson.core.JsonGenerator;

/** A failure that has properties for programs, in addition to its kind and its message. */
public interface FailureDetails {
  /** Writes the properties into an open JSON object. Their number and size are bounded. */
  void writeProperties(JsonGenerator out);
}
