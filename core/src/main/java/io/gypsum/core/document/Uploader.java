package io.gypsum.core.document;

import java.time.OffsetDateTime;

import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonType;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.json.RecordCodec;
import io.gypsum.core.json.RecordCodec.Property;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * An entry of a project's permissions that allows uploads.
 *
 * @param id a login or an organization
 * @param asset the only asset that it applies to, or null for all
 * @param version the only version that it applies to, or null for all
 * @param until the last moment at which it applies, or null for no limit
 * @param trusted whether uploads need no approval; null means false
 */
public record Uploader(
    String id,
    @Nullable String asset,
    @Nullable String version,
    @Nullable OffsetDateTime until,
    @Nullable Boolean trusted)
    implements JsonWritable {
  private static final RecordCodec<Uploader> CODEC =
      RecordCodec.of(
          Property.required("id", JsonType.STRING, Uploader::id),
          Property.nullable("asset", JsonType.STRING, Uploader::asset),
          Property.nullable("version", JsonType.STRING, Uploader::version),
          Property.nullable("until", DocumentTypes.DATE_TIME, Uploader::until),
          Property.nullable("trusted", JsonType.BOOLEAN, Uploader::trusted),
          Uploader::new);

  public boolean isTrusted() {
    return Boolean.TRUE.equals(trusted);
  }

  public static Uploader read(JsonInput in) {
    return CODEC.read(in);
  }

  @Override
  public void writeTo(JsonGenerator out) {
    CODEC.write(this, out);
  }
}
