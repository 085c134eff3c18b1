package io.gypsum.server.operation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.concurrent.OnInterrupt;
import io.gypsum.core.concurrent.Parallel;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.name.UserPath;
import io.gypsum.store.Content;
import io.gypsum.store.ContentMismatchException;
import io.gypsum.store.ListEntry;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.PutCondition;
import io.gypsum.store.PutResult;
import io.gypsum.store.Store;
import io.gypsum.store.bucket.StagedBundle;
import org.jspecify.annotations.Nullable;

/**
 * The files that a session has sent. They are staged, and were verified when they were received; {@link SessionWrites#secure}
 * removes those that were lost since. Parts are not included.
 *
 * @param version the version that is being uploaded
 * @param staging the staging area of the session
 * @param staged sizes by key, without bundles
 * @param bundled sizes of the files in bundles, by the keys that they have if they are staged alone
 * @param hasStaged whether the staging area contains anything, including parts
 * @param inVersion sizes of the objects under the final keys of user files. Usually empty: they remain from an earlier upload,
 *     or were sent through a server of an earlier release, which staged nothing
 */
record ReceivedFiles(
    AssetVersion version, Prefix staging, Map<Key, Long> staged, Map<Key, Long> bundled,
    boolean hasStaged, Map<UserPath, Long> inVersion) {
  private static final int MAX_CONCURRENT_READS = 16;
  private static final OnInterrupt ON_INTERRUPT =
      OnInterrupt.unavailable("interrupted while staged files were read; try again");

  /** @param session the session hash of the lock */
  static ReceivedFiles find(Store store, AssetVersion version, String session) {
    Prefix below = BucketLayout.below(version);
    Map<UserPath, Long> inVersion = new HashMap<>();
    try (Stream<ObjectEntry> listing = store.list(below)) {
      listing.filter(object -> !object.key().isInternal())
          .forEach(
              object -> inVersion.put(
                  new UserPath(object.text().substring(below.value().length())),
                  object.sizeBytes().orElseThrow()));
    }
    Prefix staging = BucketLayout.staging(version.project(), session);
    Map<Key, Long> staged = new HashMap<>();
    AtomicBoolean any = new AtomicBoolean();
    AtomicBoolean hasBundles = new AtomicBoolean();
    String bundles = StagedBundle.below(staging).value();
    try (Stream<ListEntry> listing = store.listLevel(staging)) {
      listing.forEach(entry -> {
        any.set(true);
        if (entry.text().equals(bundles)) {
          hasBundles.set(true);
        }
        if (entry instanceof ObjectEntry object) {
          staged.put(object.key(), object.sizeBytes().orElseThrow());
        }
      });
    }
    return new ReceivedFiles(
        version, staging, staged, hasBundles.get() ? filesInBundles(store, staging) : Map.of(),
        any.get(), inVersion);
  }

  private static Map<Key, Long> filesInBundles(Store store, Prefix staging) {
    List<StagedBundle> bundles;
    try (Stream<StagedBundle> listing = StagedBundle.list(store, staging)) {
      bundles = listing.toList();
    }
    Map<Key, Long> files = new HashMap<>();
    Parallel.map(
        bundles, MAX_CONCURRENT_READS, ON_INTERRUPT, bundle -> bundle.readIndex(store))
        .forEach(
            index -> index
                .forEach(file -> files.put(file.stagedAt(staging), file.sizeBytes())));
    return files;
  }

  /** Returns whether the session has sent bundles that are staged as such. */
  boolean hasBundles() {
    return !bundled.isEmpty();
  }

  /** Returns true if an object exists in the version that is not a file of the manifest, or is a link there. */
  boolean hasMoreThan(Manifest manifest) {
    return inVersion.keySet().stream().anyMatch(path -> {
      ManifestEntry declared = manifest.get(path);
      return declared == null || declared.isLink();
    });
  }

  /**
   * Stages declared files that exist only under their final keys, if they have the declared content: an upload that began with
   * an earlier release of the server can be completed. May be repeated.
   */
  ReceivedFiles stageFilesInVersion(Store store, Manifest manifest) {
    Map<Key, Long> all = new HashMap<>(staged);
    inVersion.forEach((path, sizeBytes) -> {
      ManifestEntry declared = manifest.get(path);
      if (declared != null && !declared.isLink() && sizeBytes == declared.sizeBytes()) {
        Key key = declared.stagedAt(staging);
        if (!all.containsKey(key) && !bundled.containsKey(key)
            && stage(store, path, declared, key)) {
          all.put(key, sizeBytes);
        }
      }
    });
    return new ReceivedFiles(
        version, staging, all, bundled, hasStaged || !all.isEmpty(), inVersion);
  }

  /** Returns false if the object in the version has different content and the file must be sent. */
  private boolean stage(Store store, UserPath path, ManifestEntry declared, Key key) {
    Content content =
        Content.ofObjects(
            store, List.of(BucketLayout.file(version, path)), declared.sizeBytes(), declared.md5());
    try {
      PutResult _ = store.put(key, content, PutCondition.CREATE);
      return true;
    } catch (ContentMismatchException e) {
      return false;
    }
  }

  /** Returns the same without some staged files. */
  ReceivedFiles without(Set<Key> lost) {
    Map<Key, Long> others = new HashMap<>(staged);
    others.keySet().removeAll(lost);
    return new ReceivedFiles(version, staging, others, bundled, hasStaged, inVersion);
  }

  /**
   * @throws MissingFilesException if files are missing
   * @throws GypsumException INVALID for the first file that does not have the declared size
   */
  void require(Manifest manifest) {
    List<UserPath> missing = new ArrayList<>();
    manifest.files().forEach((path, declared) -> {
      if (!declared.isLink() && receivedBytes(declared) == null) {
        missing.add(path);
      }
    });
    if (!missing.isEmpty()) {
      throw MissingFilesException.of(missing);
    }
    manifest.files().forEach((path, declared) -> {
      if (!declared.isLink()) {
        requireSize(path, declared);
      }
    });
  }

  private void requireSize(UserPath path, ManifestEntry declared) {
    Long found = receivedBytes(declared);
    if (found == null || found != declared.sizeBytes()) {
      throw GypsumException.invalid(
          "file '" + path + "' has " + found + " bytes but was declared with "
              + declared.sizeBytes() + "; send it again, then complete the upload again");
    }
  }

  private @Nullable Long receivedBytes(ManifestEntry declared) {
    Key key = declared.stagedAt(staging);
    Long alone = staged.get(key);
    return alone == null ? bundled.get(key) : alone;
  }
}
