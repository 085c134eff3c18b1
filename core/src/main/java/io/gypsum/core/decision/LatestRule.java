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
 * Decides which version of an asset is the latest: the published one with the greatest {@code upload_finish}, or, if
 * several finished in the same millisecond, the one with the greatest name.
 */
public final class LatestRule {
  private LatestRule() {}

  /** Returns the latest of all versions of an asset; empty when none is published. */
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

  /** Returns whether {@code candidate} replaces {@code current} as the latest version. */
  public static boolean supersedes(
      VersionName candidate, Instant candidateFinish, VersionName current, Summary currentSummary) {
    return !currentSummary.isPublished()
        || isLater(
            candidate, candidateFinish, current,
            Objects.requireNonNull(currentSummary.uploadFinish()));
  }

  private static boolean isLater(
      VersionName one, Instant oneFinish, VersionName other, Instant otherFinish) {
    // Documents contain milliseconds; comparing more digits could contradict the stored times.
    int order =
        oneFinish.truncatedTo(ChronoUnit.MILLIS)
            .compareTo(otherFinish.truncatedTo(ChronoUnit.MILLIS));
    return order > 0 || (order == 0 && one.compareTo(other) > 0);
  }
}
