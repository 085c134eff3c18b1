package io.gypsum.core.document;

import java.time.OffsetDateTime;

import io.gypsum.core.Timestamps;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonWritable;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Someone who may upload to a project.
 *
 * @param id a login or an organisation
 * @param asset the only asset it holds for, or null for all
 * @param version the only version it holds for, or null for all
 * @param until the last moment it holds, or null for ever
 * @param trusted whether uploads need no approval; null when it was not said, which means no
 */
public record Uploader(
    String id,
    @Nullable String asset,
    @Nullable String version,
    @Nullable OffsetDateTime until,
    @Nullable Boolean trusted)
    implements JsonWritable {

  public boolean isTrusted() {
    return Boolean.TRUE.equals(trusted);
  }

  public static Uploader read(JsonInput in) {
    @Nullable String id = null;
    @Nullable String asset = null;
    @Nullable String version = null;
    @Nullable OffsetDateTime until = null;
    @Nullable Boolean trusted = null;
    in.beginObject();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      switch (name) {
        case "id" -> id = in.string();
        case "asset" -> asset = in.isNull() ? null : in.string();
        case "version" -> version = in.isNull() ? null : in.string();
        case "until" -> until = in.isNull() ? null : until(in);
        case "trusted" -> trusted = in.isNull() ? null : Boolean.valueOf(in.bool());
        default -> in.skip();
      }
    }
    return new Uploader(in.required(id, "id"), asset, version, until, trusted);
  }

  private static OffsetDateTime until(JsonInput in) {
    OffsetDateTime time = Timestamps.parse(in.string());
    if (time == null) {
      throw in.malformed("expected an RFC 3339 date-time such as 2030-01-31T12:00:00Z");
    }
    return time;
  }

  @Override
  public void writeTo(JsonGenerator out) {
    out.writeStartObject();
    out.writeStringProperty("id", id);
    if (asset != null) {
      out.writeStringProperty("asset", asset);
    }
    if (version != null) {
      out.writeStringProperty("version", version);
    }
    if (until != null) {
      out.writeStringProperty("until", Timestamps.format(until));
    }
    if (trusted != null) {
      out.writeBooleanProperty("trusted", trusted);
    }
    out.writeEndObject();
  }
}
