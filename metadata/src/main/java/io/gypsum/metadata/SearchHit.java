package io.gypsum.metadata;

import java.time.Instant;

import io.gypsum.core.Timestamps;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * A document that a search has found.
 *
 * @param version the version that contains it
 * @param path its path below the version
 * @param user the user who uploaded the version
 * @param time when the upload of the version was completed
 * @param latest whether the version is the latest of its asset
 * @param document the document's JSON, with every number as it was uploaded; null if documents were not requested
 */
public record SearchHit(
    AssetVersion version, UserPath path, String user, Instant time, boolean latest,
    @Nullable String document)
    implements JsonWritable {

  /** Writes the hit as the command and the server print it; the time is in UTC. */
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
