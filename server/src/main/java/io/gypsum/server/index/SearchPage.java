package io.gypsum.server.index;

import java.util.List;

import io.gypsum.core.Timestamps;
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
    hits.forEach(hit -> write(out, hit));
    out.writeEndArray();
    if (next != null) {
      out.writeStringProperty("next", next);
    }
    out.writeEndObject();
  }

  private static void write(JsonGenerator out, SearchHit hit) {
    out.writeStartObject();
    out.writeStringProperty("project", hit.version().project().value());
    out.writeStringProperty("asset", hit.version().asset().value());
    out.writeStringProperty("version", hit.version().version().value());
    out.writeStringProperty("path", hit.path().value());
    out.writeStringProperty("user", hit.user());
    out.writeStringProperty("time", Timestamps.format(hit.time()));
    out.writeBooleanProperty("latest", hit.latest());
    if (hit.document() != null) {
      out.writeName("document").writeRawValue(hit.document());
    }
    out.writeEndObject();
  }
}
