package io.gypsum.cli.project;

import io.gypsum.cli.argument.Place;
import io.gypsum.cli.terminal.NamesJson;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.name.ProjectName;
import tools.jackson.core.JsonGenerator;

/** The documents of commands that changed something, which say what it was. */
final class ChangedJson {
  private ChangedJson() {}

  static JsonWritable of(ProjectName project) {
    return of(new Place.OfProject(project));
  }

  static JsonWritable of(Place place) {
    return json -> {
      json.writeStartObject();
      writeNames(json, place);
      json.writeEndObject();
    };
  }

  /** @param deleted whether it is gone; false after a dry run, and when somebody said no */
  static JsonWritable deletion(Place place, boolean deleted) {
    return json -> {
      json.writeStartObject();
      writeNames(json, place);
      json.writeBooleanProperty("deleted", deleted);
      json.writeEndObject();
    };
  }

  private static void writeNames(JsonGenerator json, Place place) {
    switch (place) {
      case Place.OfProject(var project) ->
          json.writeStringProperty("project", project.value());
      case Place.OfAsset(var asset) -> NamesJson.write(json, asset);
      case Place.OfVersion(var version) -> NamesJson.write(json, version);
    }
  }
}
