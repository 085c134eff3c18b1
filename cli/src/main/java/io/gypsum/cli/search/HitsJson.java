package io.gypsum.cli.search;

import io.gypsum.cli.terminal.NamesJson;
import io.gypsum.core.Timestamps;
import io.gypsum.metadata.SearchHit;
import io.gypsum.metadata.SearchHits;
import tools.jackson.core.JsonGenerator;

/** Hits for programs, written as they are found. */
final class HitsJson {
  private HitsJson() {}

  static void write(JsonGenerator json, SearchHits hits) {
    json.writeStartArray();
    hits.forEachRemaining(hit -> write(json, hit));
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, SearchHit hit) {
    json.writeStartObject();
    NamesJson.write(json, hit.version());
    json.writeStringProperty("path", hit.path().value());
    json.writeStringProperty("user", hit.user());
    json.writeStringProperty("time", Timestamps.format(hit.time()));
    json.writeBooleanProperty("latest", hit.latest());
    if (hit.document() != null) {
      json.writeName("document");
      json.writeRawValue(hit.document());
    }
    json.writeEndObject();
  }
}
