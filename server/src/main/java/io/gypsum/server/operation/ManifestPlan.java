package io.gypsum.server.operation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.gypsum.core.GypsumException;
import io.gypsum.core.decision.Deduplication;
import io.gypsum.core.decision.LinkResolution;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Latest;
import io.gypsum.core.document.Link;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Md5;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.UserPath;
import io.gypsum.server.operation.UploadRequest.DeclaredFile;
import io.gypsum.store.NameFolding;
import io.gypsum.store.Store;
import io.gypsum.store.bucket.BucketReader;
import io.gypsum.store.bucket.DocumentResult;

/**
 * Computes the manifest of a version from the files that an upload declares. The number of reads from the store depends on
 * the number of versions that are linked to, not on the number of files.
 */
final class ManifestPlan {
  /** Keeps the position of a link until it is resolved. */
  private static final ManifestEntry UNRESOLVED = new ManifestEntry(0, new Md5(0, 0), null);

  private final Store store;
  private final BucketReader bucket;
  private final AssetVersion version;
  private final Runnable beforeEachVersion;
  private final Map<UserPath, ManifestEntry> entries = new LinkedHashMap<>();
  private final Map<AssetVersion, List<DeclaredFile.LinkTo>> linksByVersion = new LinkedHashMap<>();

  /** The summaries of the versions that are targets of links; each is read once. */
  private final Map<AssetVersion, DocumentResult<Summary>> summaries = new HashMap<>();

  private ManifestPlan(Store store, AssetVersion version, Runnable beforeEachVersion) {
    this.store = store;
    this.bucket = new BucketReader(store);
    this.version = version;
    this.beforeEachVersion = beforeEachVersion;
  }

  /**
   * @param beforeEachVersion called before another version is read
   * @throws GypsumException INVALID for the first invalid file, then for the first invalid link
   */
  static Manifest of(
      Store store, AssetVersion version, List<DeclaredFile> files, Runnable beforeEachVersion) {
    ManifestPlan plan = new ManifestPlan(store, version, beforeEachVersion);
    plan.addFiles(files);
    plan.requireNoFileIsADirectory();
    plan.requireDistinctNames(store.nameFolding());
    plan.resolveLinks();
    plan.requireSupportedLinkDocuments();
    return new Manifest(plan.entries);
  }

  private void addFiles(List<DeclaredFile> files) {
    Optional<Deduplication> deduplication =
        files.stream().anyMatch(file -> file instanceof DeclaredFile.Own own && own.dedup())
            ? deduplication()
            : Optional.empty();
    for (DeclaredFile file : files) {
      switch (file) {
        case DeclaredFile.Invalid invalid -> throw GypsumException.invalid(invalid.problem());
        case DeclaredFile.Own own -> add(own.path(), entry(own, deduplication));
        case DeclaredFile.LinkTo link -> {
          add(link.path(), UNRESOLVED);
          linksByVersion.computeIfAbsent(link.target().version(), target -> new ArrayList<>())
              .add(link);
        }
      }
    }
  }

  private void add(UserPath path, ManifestEntry entry) {
    store.requireSupported(BucketLayout.file(version, path));
    if (entries.put(path, entry) != null) {
      throw GypsumException
          .invalid("path '" + path + "' occurs twice; each path can be uploaded once");
    }
  }

  private static ManifestEntry entry(DeclaredFile.Own own, Optional<Deduplication> deduplication) {
    Optional<Link> link =
        own.dedup()
            ? deduplication.flatMap(d -> d.find(own.path(), own.sizeBytes(), own.md5()))
            : Optional.empty();
    return new ManifestEntry(own.sizeBytes(), own.md5(), link.orElse(null));
  }

  /** Returns empty if there is no latest version, or one of its documents is corrupt; all files are sent in these cases. */
  private Optional<Deduplication> deduplication() {
    Latest latest =
        bucket.tryRead(BucketLayout.latest(version.projectAsset()), Latest::read).document();
    if (latest == null) {
      return Optional.empty();
    }
    AssetVersion previous =
        new AssetVersion(version.project(), version.asset(), latest.version());
    Manifest manifest =
        bucket.tryRead(BucketLayout.manifest(previous), Manifest::read).document();
    return manifest == null
        ? Optional.empty()
        : Optional.of(new Deduplication(previous, withoutBrokenLinks(manifest)));
  }

  /** Drops links whose target was deleted with its version: an identical file must be sent again. */
  private Manifest withoutBrokenLinks(Manifest manifest) {
    Map<UserPath, ManifestEntry> whole = new LinkedHashMap<>();
    manifest.files().forEach((path, entry) -> {
      Link link = entry.link();
      if (link == null || isPublished(link.source())) {
        whole.put(path, entry);
      }
    });
    return new Manifest(whole);
  }

  private boolean isPublished(FileAddress source) {
    Summary summary = summary(source.version()).document();
    return summary != null && summary.isPublished();
  }

  private DocumentResult<Summary> summary(AssetVersion other) {
    return summaries.computeIfAbsent(other, unread -> {
      beforeEachVersion.run();
      return bucket.tryRead(BucketLayout.summary(unread), Summary::read);
    });
  }

  /** @throws GypsumException CORRUPT when the summary is corrupt */
  private Optional<Summary> requireReadable(AssetVersion target) {
    DocumentResult<Summary> summary = summary(target);
    return summary.document() == null && summary.problem() != null
        ? bucket.summary(target)
        : Optional.ofNullable(summary.document());
  }

  /** A file system cannot contain both {@code a} and {@code a/b}. */
  private void requireNoFileIsADirectory() {
    Set<String> directories = new HashSet<>();
    for (UserPath path : entries.keySet()) {
      String directory = path.directory();
      while (!directory.isEmpty() && directories.add(directory)) {
        if (entries.containsKey(new UserPath(directory.substring(0, directory.length() - 1)))) {
          throw GypsumException.invalid(
              "'" + directory.substring(0, directory.length() - 1)
                  + "' is both a file and the directory of '" + path
                  + "'; rename one of them");
        }
        directory = directory.substring(0, directory.lastIndexOf('/', directory.length() - 2) + 1);
      }
    }
  }

  /** Names of existing files were compared by {@link #add}; the files of an upload are compared with each other here. */
  private void requireDistinctNames(NameFolding folding) {
    if (folding.isNone()) {
      return;
    }
    Map<String, String> namesByFolded = new HashMap<>();
    for (UserPath path : entries.keySet()) {
      String name = path.value();
      String other = namesByFolded.put(folding.fold(name), name);
      while (other == null && name.indexOf('/') >= 0) {
        name = name.substring(0, name.lastIndexOf('/'));
        other = namesByFolded.putIfAbsent(folding.fold(name), name);
      }
      if (other != null && !other.equals(name)) {
        throw GypsumException.invalid(
            "'" + NameFolding.visible(other) + "' and '" + NameFolding.visible(name)
                + "' are the same name on the disk of this server,"
                + " which ignores " + folding + "; rename one of them");
      }
    }
  }

  /** The key of the {@code ..links} of a directory can be longer than that of a file in it. */
  private void requireSupportedLinkDocuments() {
    Set<String> directories = new HashSet<>();
    entries.forEach(
        (path, entry) -> {
          if (entry.isLink() && directories.add(path.directory())) {
            store.requireSupported(BucketLayout.links(version, path.directory()));
          }
        });
  }

  private void resolveLinks() {
    linksByVersion.forEach(
        (target, links) -> {
          if (target.equals(version)) {
            throw GypsumException.invalid(
                "'" + links.get(0).path() + "' links to '" + links.get(0).target()
                    + "', which is in the same version; link to an earlier version");
          }
          Optional<Summary> summary = requireReadable(target);
          Optional<Manifest> manifest = summary.flatMap(s -> bucket.manifest(target));
          for (DeclaredFile.LinkTo link : links) {
            entries.put(
                link.path(),
                LinkResolution.resolve(link.target(), summary.orElse(null), manifest.orElse(null)));
          }
        });
  }
}
