package io.gypsum.core.document;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonWritable;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * {@code {project}/{asset}/{version}/..summary}: who made a version and how far it is.
 *
 * @param uploadFinish null while the upload runs
 * @param onProbation while the upload runs: whether it will be; null when the document does not say, which means no
 */
public record Summary(
    String uploadUserId, Instant uploadStart, @Nullable Instant uploadFinish,
    @Nullable Boolean onProbation)
    implements JsonWritable {

  public boolean isFinished() {
    return uploadFinish != null;
  }

  public boolean isOnProbation() {
    return Boolean.TRUE.equals(onProbation);
  }

  /** Finished and not on probation: from here on the version never changes. */
  public boolean isPublished() {
    return isFinished() && !isOnProbation();
  }

  /** When the upload ends; after that {@code on_probation} is only there when true. */
  public Summary finishedAt(Instant finish) {
    return new Summary(uploadUserId, uploadStart, finish, isOnProbation() ? Boolean.TRUE : null);
  }

  public Summary approved() {
    return new Summary(uploadUserId, uploadStart, uploadFinish, null);
  }

  public static Summary read(JsonInput in) {
    @Nullable String user = null;
    @Nullable Instant start = null;
    @Nullable Instant finish = null;
    @Nullable Boolean onProbation = null;
    in.beginObject();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      switch (name) {
        case "upload_user_id" -> user = in.string();
        case "upload_start" -> start = time(in);
        case "upload_finish" -> finish = in.isNull() ? null : time(in);
        case "on_probation" -> onProbation = in.isNull() ? null : Boolean.valueOf(in.bool());
        default -> in.skip();
      }
    }
    return new Summary(
        in.required(user, "upload_user_id"), in.required(start, "upload_start"), finish,
        onProbation);
  }

  static Instant time(JsonInput in) {
    OffsetDateTime time = Timestamps.parse(in.string());
    if (time == null) {
      throw in.malformed("expected an RFC 3339 date-time");
    }
    Instant instant = time.toInstant();
    int year = instant.atOffset(ZoneOffset.UTC).getYear();
    if (year < 0 || year > 9999) {
      // An offset at either end of time: written in UTC it would need a fifth digit or a sign.
      throw in.malformed("expected a time within the years 0 to 9999 of UTC");
    }
    return instant;
  }

  @Override
  public void writeTo(JsonGenerator out) {
    out.writeStartObject();
    out.writeStringProperty("upload_user_id", uploadUserId);
    out.writeStringProperty("upload_start", Timestamps.format(uploadStart));
    if (uploadFinish != null) {
      out.writeStringProperty("upload_finish", Timestamps.format(uploadFinish));
    }
    if (onProbation != null) {
      out.writeBooleanProperty("on_probation", onProbation);
    }
    out.writeEndObject();
  }
}
