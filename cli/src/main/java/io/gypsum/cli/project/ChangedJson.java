package io.gypsum.cli.project;

import io.gypsum.cli.terminal.NamesJson;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.name.AssetVersion;

/** The document of a command that changed something: what it was. */
final class ChangedJson {
  private ChangedJson() {}

  static JsonWritable of(AssetVersion version) {
    return json -> {
      json.writeStartObject();
      NamesJson.write(json, version);
      json.writeEndObject();
    };
  }
}
