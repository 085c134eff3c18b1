package io.gypsum.server.api;

import io.gypsum.core.json.JsonWritable;
import tools.jackson.core.JsonGenerator;

/** <code>{}</code>. */
enum EmptyObject implements JsonWritable {
  INSTANCE;

  @Override
  public void writeTo(JsonGenerator out) {
    out.writeStartObject();
    out.writeEndObject();
  }
}
