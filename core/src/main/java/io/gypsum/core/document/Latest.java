package io.gypsum.core.document;

import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.name.VersionName;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** {@code {project}/{asset}/..latest}: the version that is current; there is no document when there is none. */
public record Latest(VersionName version) implements JsonWritable {
  public static Latest read(JsonInput in) {
    @Nullable String version = null;
    in.beginObject();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      switch (name) {
        case "version" -> version = in.string();
        default -> in.skip();
      }
    }
    return new Latest(new VersionName(in.required(version, "version")));
  }

  @Override
  public void writeTo(JsonGenerator out) {
    out.writeStartObject();
    out.writeStringProperty("version", version.value());
    out.writeEndObject();
  }
}
