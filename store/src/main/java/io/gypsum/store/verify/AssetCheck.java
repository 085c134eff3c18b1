package io.gypsum.store.verify;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.VersionName;
import io.gypsum.store.bucket.BucketReader;
import io.gypsum.store.bucket.DocumentResult;
import org.jspecify.annotations.Nullable;

/** Looks at an asset: its versions, one after another, and its {@code ..latest}. */
record AssetCheck(Scope scope, ProjectLock lock, Tally tally) {
  void check(ProjectAsset asset) {
    List<VersionName> names =
        scope.places()
            .names(
                BucketLayout.below(asset), List.of(BucketLayout.latest(asset)), VersionName::new);
    Map<VersionName, Summary> summaries = new LinkedHashMap<>();
    boolean allKnown = true;
    for (VersionName name : names) {
      AssetVersion version = new AssetVersion(asset.project(), asset.asset(), name);
      Summary summary = summary(version);
      if (summary == null) {
        allKnown = false;
        continue;
      }
      summaries.put(name, summary);
      if (summary.isFinished()) {
        finished(version);
      } else if (!lock.isUploading(version)) {
        scope.findings()
            .tell(
                Finding.of(
                    FindingKind.ABANDONED_UPLOAD, BucketLayout.summary(version),
                    "a finished upload, or a lock that is held for it",
                    "an upload by " + summary.uploadUserId() + " that nobody goes on with"));
      }
    }
    if (!lock.alive()) {
      new LatestCheck(scope).check(asset, summaries, allKnown);
    }
  }

  private @Nullable Summary summary(AssetVersion version) {
    Key key = BucketLayout.summary(version);
    DocumentResult<Summary> read = new BucketReader(scope.store()).tryRead(key, Summary::read);
    if (read.document() == null && lock.isUploading(version)) {
      // Its first or its last moment.
      return null;
    }
    Summary summary = scope.findings().documentOrTell(read, key, FindingKind.MISSING_SUMMARY);
    if (summary == null) {
      tally.unknownVersion();
    }
    return summary;
  }

  private void finished(AssetVersion version) {
    Key key = BucketLayout.manifest(version);
    Manifest manifest =
        scope.findings()
            .documentOrTell(
                new BucketReader(scope.store()).tryRead(key, Manifest::read), key,
                FindingKind.MISSING_MANIFEST);
    if (manifest == null) {
      tally.unknownVersion();
      return;
    }
    long files =
        new VersionCheck(scope.store(), scope.findings(), scope.deep(), version, manifest).check();
    tally.version(files, manifest.ownBytes());
  }
}
