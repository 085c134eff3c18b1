package io.gypsum.server.index;

import java.util.List;

import io.gypsum.core.json.JsonWritable;
import io.gypsum.metadata.SearchHit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** @param next where to go on from; null when these are all */
record SearchPage(List<SearchHit> hits, @Nullable String next) implements JsonWritable {
  @Override
  public void writeTo(JsonGenerator out) {
    out.writeStartObject();
    out.writeName("hits").writeStartArray();
    hits.forEach(hit -> hit.writeTo(out));
    out.writeEndArray();
    if (next != null) {
      out.writeStringProperty("next", next);
    }
    out.writeEndObject();
  }
}
