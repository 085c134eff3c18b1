package io.gypsum.core.decision;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.gypsum.core.document.Summary;
import io.gypsum.core.name.VersionName;
import org.jspecify.annotations.Nullable;

/**
 * Which version is the latest: of those finished and not on probation, the one with the newest {@code upload_finish}; of
 * several of the same millisecond, the one with the greatest name, so that everyone finds the same.
 */
public final class LatestRule {
  private LatestRule() {}

  /** The latest of all versions of an asset, if any. */
  public static Optional<VersionName> choose(Map<VersionName, Summary> versions) {
    @Nullable VersionName best = null;
    @Nullable Instant bestFinish = null;
    for (Map.Entry<VersionName, Summary> version : versions.entrySet()) {
      Instant finish = version.getValue().uploadFinish();
      if (finish != null
          && version.getValue().isPublished()
          && (best == null || bestFinish == null
              || isLater(version.getKey(), finish, best, bestFinish))) {
        best = version.getKey();
        bestFinish = finish;
      }
    }
    return Optional.ofNullable(best);
  }

  /** Whether {@code candidate} becomes the latest when {@code current} is. */
  public static boolean supersedes(
      VersionName candidate, Instant candidateFinish, VersionName current, Summary currentSummary) {
    return !currentSummary.isPublished()
        || isLater(
            candidate, candidateFinish, current,
            Objects.requireNonNull(currentSummary.uploadFinish()));
  }

  private static boolean isLater(
      VersionName one, Instant oneFinish, VersionName other, Instant otherFinish) {
    // What is stored has milliseconds: to compare more would decide otherwise than whoever reads it later.
    int order =
        oneFinish.truncatedTo(ChronoUnit.MILLIS)
            .compareTo(otherFinish.truncatedTo(ChronoUnit.MILLIS));
    return order > 0 || (order == 0 && one.compareTo(other) > 0);
  }
}
