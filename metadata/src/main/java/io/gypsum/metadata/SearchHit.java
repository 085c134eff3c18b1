package io.gypsum.metadata;

import java.time.Instant;

import io.gypsum.core.Timestamps;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * A document that was found.
 *
 * @param version in which it is
 * @param path below the version
 * @param user who uploaded the version
 * @param time when the version was finished
 * @param latest whether the version is its asset's latest
 * @param document its JSON, with every number as it was uploaded; null when it was not asked for
 */
public record SearchHit(
    AssetVersion version, UserPath path, String user, Instant time, boolean latest,
    @Nullable String document)
    implements JsonWritable {

  /** As programs are told of it, by the command and by servers; the time in UTC. */
  @Override
  public void writeTo(JsonGenerator out) {
    out.writeStartObject();
    out.writeStringProperty("project", version.project().value());
    out.writeStringProperty("asset", version.asset().value());
    out.writeStringProperty("version", version.version().value());
    out.writeStringProperty("path", path.value());
    out.writeStringProperty("user", user);
    out.writeStringProperty("time", Timestamps.format(time));
    out.writeBooleanProperty("latest", latest);
    if (document != null) {
      out.writeName("document");
      out.writeRawValue(document);
    }
    out.writeEndObject();
  }
}
