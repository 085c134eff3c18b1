package io.gypsum.store.verify;

import java.util.Map;
import java.util.Optional;

import io.gypsum.core.decision.LatestRule;
import io.gypsum.core.document.Latest;
import io.gypsum.core.document.Step;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.VersionName;
import io.gypsum.store.bucket.BucketReader;
import io.gypsum.store.bucket.DocumentResult;
import org.jspecify.annotations.Nullable;

/** Whether {@code ..latest} names the version that it must. */
record LatestCheck(Scope scope) {
  /** @param allKnown whether {@code summaries} has every version, so that it follows which one is the latest */
  void check(ProjectAsset asset, Map<VersionName, Summary> summaries, boolean allKnown) {
    Key key = BucketLayout.latest(asset);
    Optional<VersionName> right = LatestRule.choose(summaries);
    DocumentResult<Latest> read = new BucketReader(scope.store()).tryRead(key, Latest::read);
    @Nullable Step mend =
        !allKnown
            ? null
            : right.<Step>map(version -> Step.put(key, new Latest(version)))
                .orElseGet(() -> new Step.Delete(key));
    String expected =
        !allKnown
            ? "the newest published version"
            : right.map(version -> "'" + version + "'").orElse("nothing: none is published");
    Latest latest = read.document();
    String problem = read.problem();
    if (problem != null) {
      tell(FindingKind.UNREADABLE_DOCUMENT, key, expected, problem, mend);
    } else if (latest == null) {
      if (right.isPresent()) {
        tell(FindingKind.MISSING_LATEST, key, expected, "nothing", mend);
      }
    } else if (allKnown && !summaries.containsKey(latest.version())) {
      tell(
          FindingKind.DANGLING_LATEST, key, expected,
          "'" + latest.version() + "', which is not there", mend);
    } else if (allKnown && !right.equals(Optional.of(latest.version()))) {
      tell(FindingKind.WRONG_LATEST, key, expected, "'" + latest.version() + "'", mend);
    }
  }

  private void tell(
      FindingKind kind, Key key, String expected, String found, @Nullable Step mend) {
    scope.findings().tell(new Finding(kind, key.value(), expected, found, mend));
  }
}
