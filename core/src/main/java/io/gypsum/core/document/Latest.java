package io.gypsum.core.document;

import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.json.RecordCodec;
import io.gypsum.core.json.RecordCodec.Property;
import io.gypsum.core.name.VersionName;
import tools.jackson.core.JsonGenerator;

/** {@code {project}/{asset}/..latest}: the latest version of an asset. The document is absent when there is none. */
public record Latest(VersionName version) implements JsonWritable {
  private static final RecordCodec<Latest> CODEC =
      RecordCodec.of(
          Property.required("version", DocumentTypes.VERSION, Latest::version), Latest::new);

  public static Latest read(JsonInput in) {
    return CODEC.read(in);
  }

  @Override
  public void writeTo(JsonGenerator out) {
    CODEC.write(this, out);
  }
}
