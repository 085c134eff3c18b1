package io.gypsum.store.verify;

import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.UserPath;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.ReadStore;

/** Holds what lies in one finished version against its manifest. */
final class VersionCheck {
  private final ReadStore store;
  private final Findings findings;
  private final FileCheck files;
  private final AssetVersion version;
  private final Manifest manifest;
  private final LinkDocuments links;
  private final Set<UserPath> met = new HashSet<>();

  VersionCheck(
      ReadStore store, Findings findings, boolean deep, AssetVersion version, Manifest manifest) {
    this.store = store;
    this.findings = findings;
    this.files = new FileCheck(store, findings, deep);
    this.version = version;
    this.manifest = manifest;
    this.links = new LinkDocuments(store, findings, version, manifest);
  }

  /** Tells of all that is wrong; gives the number of files that the version should have. */
  long check() {
    try (Stream<ObjectEntry> all = store.list(BucketLayout.below(version))) {
      all.forEach(this::check);
    }
    links.tellMissing();
    long[] own = {0};
    manifest.files().forEach((path, entry) -> {
      own[0] += entry.isLink() ? 0 : 1;
      check(path, entry);
    });
    new LinkTargets(store, findings).check(version, manifest);
    return own[0];
  }

  private void check(ObjectEntry object) {
    Key key = object.key();
    String below = key.value().substring(BucketLayout.below(version).value().length());
    if (key.isInternal()) {
      internal(key, below.substring(0, below.lastIndexOf('/') + 1));
      return;
    }
    UserPath path = new UserPath(below);
    ManifestEntry entry = manifest.get(path);
    if (entry == null || entry.isLink()) {
      findings.tell(
          Finding.of(
              FindingKind.STRAY_FILE, key,
              entry == null ? "only what the manifest names" : "no bytes, since it is a link",
              "an object"));
    } else {
      met.add(path);
      files.check(object, entry);
    }
  }

  private void internal(Key key, String directory) {
    boolean ofUsers = !directory.startsWith("..") && !directory.contains("/..");
    if (ofUsers && key.equals(BucketLayout.links(version, directory))) {
      links.met(key, directory);
    } else if (!key.equals(BucketLayout.summary(version))
        && !key.equals(BucketLayout.manifest(version))) {
      new Places(store, findings).tellStray(key);
    }
  }

  private void check(UserPath path, ManifestEntry entry) {
    if (!isPossible(path, entry)) {
      findings.tell(
          new Finding(
              FindingKind.IMPOSSIBLE_PATH, version + "/" + path,
              "a key of at most 1,024 bytes, and no file where another file's directory is",
              "a path in the manifest that breaks this", null));
    } else if (!entry.isLink() && !met.contains(path)) {
      findings.tell(FileCheck.missing(BucketLayout.file(version, path), entry));
    }
  }

  private boolean isPossible(UserPath path, ManifestEntry entry) {
    for (int slash = path.value().indexOf('/'); slash >= 0; slash =
        path.value().indexOf('/', slash + 1)) {
      if (manifest.get(new UserPath(path.value().substring(0, slash))) != null) {
        return false;
      }
    }
    try {
      Objects.requireNonNull(BucketLayout.file(version, path));
      return !entry.isLink() || LinkDocuments.isHoldable(version, path.directory());
    } catch (GypsumException e) {
      return false;
    }
  }
}
