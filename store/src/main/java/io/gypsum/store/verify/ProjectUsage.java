package io.gypsum.store.verify;

import java.util.Optional;

import io.gypsum.core.document.Step;
import io.gypsum.core.document.Usage;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.ProjectName;
import io.gypsum.store.bucket.DocumentResult;
import io.gypsum.store.verify.VersionCheck.VersionResult;
import org.jspecify.annotations.Nullable;

/** Adds up the sizes of the versions of a project and compares the sum with {@code ..usage}. Not thread-safe. */
final class ProjectUsage {
  private Usage sum = new Usage(0);
  private boolean known = true;

  void add(VersionResult version) {
    known &= version.isUsageKnown();
    sum = sum.plus(version.ownBytes());
  }

  /** Reads the document; returns a finding when it is absent, corrupt, or differs from a known sum. */
  Optional<Finding> check(TolerantReader bucket, ProjectName project) {
    Key key = BucketLayout.usage(project);
    DocumentResult<Usage> read = bucket.tryRead(key, Usage::read);
    Usage found = read.document();
    String problem = read.problem();
    if (problem != null) {
      return Optional.of(finding(FindingKind.UNREADABLE_DOCUMENT, key, problem));
    }
    if (found == null) {
      return Optional.of(finding(FindingKind.MISSING_USAGE, key, "nothing"));
    }
    return known && !found.equals(sum)
        ? Optional.of(finding(FindingKind.WRONG_USAGE, key, found.totalBytes() + " bytes"))
        : Optional.empty();
  }

  private Finding finding(FindingKind kind, Key key, String found) {
    @Nullable Step repair = known ? Step.put(key, sum) : null;
    String expected =
        known
            ? sum.totalBytes() + " bytes, the sum of all finished versions"
            : "the sum of all finished versions";
    return new Finding(kind, key.value(), expected, found, repair);
  }
}
