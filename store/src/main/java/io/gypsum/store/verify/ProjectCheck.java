package io.gypsum.store.verify;

import java.util.List;

import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.Quota;
import io.gypsum.core.document.Step;
import io.gypsum.core.document.Usage;
import io.gypsum.core.name.AssetName;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.store.bucket.BucketReader;
import io.gypsum.store.bucket.DocumentResult;
import org.jspecify.annotations.Nullable;

/** Looks at one project: its documents, and its assets one after another. */
record ProjectCheck(Scope scope, ProjectLock lock) {
  Tally check(ProjectName project) {
    Findings findings = scope.findings();
    Key permissions = BucketLayout.permissions(project);
    Key quota = BucketLayout.quota(project);
    Key usage = BucketLayout.usage(project);
    List<AssetName> assets =
        scope.places()
            .names(
                BucketLayout.below(project),
                List.of(permissions, quota, usage, BucketLayout.lock(project)),
                AssetName::new);
    // Between the writes of a creation, and of a removal, some are not there.
    if (!lock.alive()) {
      BucketReader bucket = new BucketReader(scope.store());
      findings.documentOrTell(
          bucket.tryRead(permissions, Permissions::read), permissions,
          FindingKind.MISSING_PERMISSIONS);
      findings.documentOrTell(
          bucket.tryRead(quota, Quota::read), quota, FindingKind.MISSING_QUOTA);
    }
    Tally tally = new Tally();
    for (AssetName asset : assets) {
      new AssetCheck(scope, lock, tally).check(new ProjectAsset(project, asset));
    }
    if (!lock.alive()) {
      usage(usage, tally);
    }
    findings.flush();
    return tally;
  }

  private void usage(Key key, Tally tally) {
    DocumentResult<Usage> read = new BucketReader(scope.store()).tryRead(key, Usage::read);
    Usage found = read.document();
    String problem = read.problem();
    if (problem != null) {
      tell(FindingKind.UNREADABLE_DOCUMENT, key, tally, problem);
    } else if (found == null) {
      tell(FindingKind.MISSING_USAGE, key, tally, "nothing");
    } else if (tally.isUsageKnown() && !found.equals(tally.usage())) {
      tell(FindingKind.WRONG_USAGE, key, tally, found.totalBytes() + " bytes");
    }
  }

  private void tell(FindingKind kind, Key key, Tally tally, String found) {
    boolean known = tally.isUsageKnown();
    @Nullable Step mend = known ? Step.put(key, tally.usage()) : null;
    String expected =
        known
            ? tally.usage().totalBytes() + " bytes, the sum of all finished versions"
            : "the sum of all finished versions";
    scope.findings().tell(new Finding(kind, key.value(), expected, found, mend));
  }
}
