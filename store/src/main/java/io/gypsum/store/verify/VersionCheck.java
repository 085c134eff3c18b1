package io.gypsum.store.verify;

import java.util.Objects;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.UserPath;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.bucket.DocumentResult;
import org.jspecify.annotations.Nullable;

/** Checks one version: its documents, its files against its manifest, and its links. Used by one thread. */
final class VersionCheck {
  private final TolerantReader bucket;
  private final FindingQueue findings;
  private final FileCheck files;
  private final AssetVersion version;
  private final LockState lock;

  /**
   * The results of a version that the checks of its asset and its project use.
   *
   * @param summary null when it is unknown
   * @param isCounted whether this is a finished version, or may be one
   * @param isUsageKnown false when the sizes of the files are unknown
   * @param files number of files, without links
   * @param ownBytes sum of their sizes
   */
  record VersionResult(
      @Nullable Summary summary, boolean isCounted, boolean isUsageKnown, long files,
      long ownBytes) {
    /** Returns the result for a version whose upload is running or was abandoned. */
    static VersionResult unfinished(@Nullable Summary summary) {
      return new VersionResult(summary, false, true, 0, 0);
    }

    static VersionResult unknown(@Nullable Summary summary) {
      return new VersionResult(summary, true, false, 0, 0);
    }
  }

  VersionCheck(
      TolerantReader bucket, FindingQueue findings, boolean deep, AssetVersion version,
      LockState lock) {
    this.bucket = bucket;
    this.findings = findings;
    this.files = new FileCheck(bucket, findings, deep);
    this.version = version;
    this.lock = lock;
  }

  VersionResult run() {
    Key key = BucketLayout.summary(version);
    DocumentResult<Summary> read = bucket.tryRead(key, Summary::read);
    if (read.document() == null && lock.isUploading(version)) {
      // The upload is about to write it, or to delete the version.
      return VersionResult.unfinished(null);
    }
    Summary summary = findings.require(read, key, FindingKind.MISSING_SUMMARY);
    VersionResult result;
    if (summary == null) {
      result = VersionResult.unknown(null);
    } else if (summary.isFinished()) {
      result = checkFinished(summary);
    } else {
      if (!lock.isUploading(version)) {
        findings.add(
            Finding.of(
                FindingKind.ABANDONED_UPLOAD, key,
                "a finished upload, or a lock that is held for it",
                "an upload by " + summary.uploadUserId() + " without a lock"));
      }
      result = VersionResult.unfinished(summary);
    }
    findings.flush();
    return result;
  }

  private VersionResult checkFinished(Summary summary) {
    Key key = BucketLayout.manifest(version);
    Manifest manifest =
        findings.require(
            bucket.tryRead(key, Manifest::read), key, FindingKind.MISSING_MANIFEST);
    if (manifest == null) {
      return VersionResult.unknown(summary);
    }
    long ownFiles = new AgainstManifest(manifest).check();
    return new VersionResult(summary, true, true, ownFiles, manifest.ownBytes());
  }

  /** Compares the objects of the version with its manifest. */
  private final class AgainstManifest {
    private final Manifest manifest;
    private final LinkCheck links;
    private final Manifest.FileMarks stored;

    AgainstManifest(Manifest manifest) {
      this.manifest = manifest;
      this.stored = manifest.newMarks();
      this.links = new LinkCheck(bucket, findings, version, manifest);
    }

    /** Returns the number of files of the manifest, without links. */
    long check() {
      try (Stream<ObjectEntry> objects = bucket.store().list(BucketLayout.below(version))) {
        objects.forEach(this::checkObject);
      }
      links.reportMissingDocuments();
      long[] ownFiles = {0};
      manifest.files().forEach((path, entry) -> {
        ownFiles[0] += entry.isLink() ? 0 : 1;
        checkPath(path, entry);
      });
      links.checkTargets();
      return ownFiles[0];
    }

    private void checkObject(ObjectEntry object) {
      Key key = object.key();
      String below = key.value().substring(BucketLayout.below(version).value().length());
      if (key.isInternal()) {
        checkInternal(key, below.substring(0, below.lastIndexOf('/') + 1));
        return;
      }
      UserPath path = new UserPath(below);
      ManifestEntry entry = manifest.get(path);
      if (entry == null || entry.isLink()) {
        findings.add(
            Finding.of(
                FindingKind.STRAY_FILE, key,
                entry == null ? "only files of the manifest" : "no object, since it is a link",
                "an object"));
      } else {
        stored.add(path);
        files.check(object, entry);
      }
    }

    private void checkInternal(Key key, String directory) {
      boolean isUserDirectory = !directory.startsWith("..") && !directory.contains("/..");
      if (isUserDirectory && key.equals(BucketLayout.links(version, directory))) {
        links.checkDocument(key, directory);
      } else if (!key.equals(BucketLayout.summary(version))
          && !key.equals(BucketLayout.manifest(version))) {
        findings.add(Finding.unexpectedObject(key));
      }
    }

    private void checkPath(UserPath path, ManifestEntry entry) {
      if (!isPossible(path, entry)) {
        findings.add(
            new Finding(
                FindingKind.IMPOSSIBLE_PATH, version + "/" + path,
                "a key of at most 1,024 bytes that is not also the directory of another file",
                "a path in the manifest that breaks this rule", null));
      } else if (!entry.isLink() && !stored.contains(path)) {
        findings.add(FileCheck.missing(BucketLayout.file(version, path), entry));
      }
    }

    private boolean isPossible(UserPath path, ManifestEntry entry) {
      String text = path.value();
      for (int slash = text.indexOf('/'); slash >= 0; slash = text.indexOf('/', slash + 1)) {
        if (manifest.get(new UserPath(text.substring(0, slash))) != null) {
          return false;
        }
      }
      try {
        Objects.requireNonNull(BucketLayout.file(version, path));
        return !entry.isLink() || LinkCheck.canHaveDocument(version, path.directory());
      } catch (GypsumException e) {
        return false;
      }
    }
  }
}
