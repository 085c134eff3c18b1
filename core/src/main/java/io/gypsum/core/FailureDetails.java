package io.gypsum.core;

import tools.jackson.core.JsonGenerator;

/** A failure that has properties for programs, in addition to its kind and its message. */
public interface FailureDetails {
  /** Writes properties into an object that has been started. Their number and size are bounded. */
  void writeProperties(JsonGenerator out);
}
