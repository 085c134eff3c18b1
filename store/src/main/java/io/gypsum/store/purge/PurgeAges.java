package io.gypsum.store.purge;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.gypsum.core.document.Summary;
import org.jspecify.annotations.Nullable;

/**
 * The ages after which versions are purged; null for never.
 *
 * @param probation time since the upload of a version on probation was finished
 * @param uploads time since an upload that was neither completed nor aborted was started
 */
public record PurgeAges(@Nullable Duration probation, @Nullable Duration uploads) {
  /** The reason why a version is purged. */
  public enum Reason {
    PROBATION, UNFINISHED_UPLOAD
  }

  /**
   * Returns the reason why a version with this summary is purged now; empty if it is kept. A version of unknown age is kept.
   */
  public Optional<Reason> reason(Summary summary, Instant now) {
    if (summary.isPublished()) {
      return Optional.empty();
    }
    return summary.isFinished()
        ? expired(Reason.PROBATION, probation, summary.uploadFinish(), now)
        : expired(Reason.UNFINISHED_UPLOAD, uploads, summary.uploadStart(), now);
  }

  private static Optional<Reason> expired(
      Reason reason, @Nullable Duration age, @Nullable Instant since, Instant now) {
    boolean isExpired = age != null && since != null && !since.equals(Instant.EPOCH)
        && since.plus(age).isBefore(now);
    return isExpired ? Optional.of(reason) : Optional.empty();
  }
}
