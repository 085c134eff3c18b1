package io.gypsum.core.document;

import java.time.Instant;
import java.util.Objects;

import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonType;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.json.RecordCodec;
import io.gypsum.core.json.RecordCodec.Property;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * {@code {project}/{asset}/{version}/..summary}: who uploaded a version, when, and its state.
 *
 * @param uploadFinish null while the upload is in progress
 * @param onProbation whether the version is, or will be when its upload is finished, on probation; null means false
 */
public record Summary(
    String uploadUserId, Instant uploadStart, @Nullable Instant uploadFinish,
    @Nullable Boolean onProbation)
    implements JsonWritable {
  private static final RecordCodec<Summary> CODEC =
      RecordCodec.of(
          Property.readable("upload_user_id", JsonType.STRING, Summary::uploadUserId),
          Property.readable("upload_start", DocumentTypes.INSTANT, Summary::uploadStart),
          Property.nullable("upload_finish", DocumentTypes.INSTANT, Summary::uploadFinish),
          Property.nullable("on_probation", JsonType.BOOLEAN, Summary::onProbation),
          Summary::ofStored);

  private static Summary ofStored(
      @Nullable String user, @Nullable Instant start, @Nullable Instant finish,
      @Nullable Boolean probation) {
    Instant otherStart = Objects.requireNonNullElse(finish, Instant.EPOCH);
    return new Summary(
        Objects.requireNonNullElse(user, ""), Objects.requireNonNullElse(start, otherStart),
        finish, probation);
  }

  public boolean isFinished() {
    return uploadFinish != null;
  }

  public boolean isOnProbation() {
    return Boolean.TRUE.equals(onProbation);
  }

  /** Returns whether the version is finished and not on probation: it never changes from then on. */
  public boolean isPublished() {
    return isFinished() && !isOnProbation();
  }

  /** Returns the summary of the finished upload, which contains {@code on_probation} only if it is true. */
  public Summary finishedAt(Instant finish) {
    return new Summary(uploadUserId, uploadStart, finish, isOnProbation() ? Boolean.TRUE : null);
  }

  /** Returns the summary with probation. */
  public Summary onlyProbational() {
    return new Summary(uploadUserId, uploadStart, uploadFinish, Boolean.TRUE);
  }

  /** Returns the summary without probation. */
  public Summary approved() {
    return new Summary(uploadUserId, uploadStart, uploadFinish, null);
  }

  /**
   * Reads a stored summary. A user that is absent, null or invalid is read as the empty string. A start that is
   * absent, null or invalid is read as the finish, or, if there is none, as the epoch. The state of the version
   * depends on the other properties, so
   * these must be valid.
   */
  public static Summary read(JsonInput in) {
    return CODEC.read(in);
  }

  @Override
  public void writeTo(JsonGenerator out) {
    CODEC.write(this, out);
  }
}
