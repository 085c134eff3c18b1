package io.gypsum.server.operation;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.name.UserPath;
import io.gypsum.store.ListEntry;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.Store;
import org.jspecify.annotations.Nullable;

/**
 * The files that a session has sent: those under their final keys, sent through a server, and staged ones, which the store
 * received and verified. Parts are not included.
 *
 * @param inPlace sizes by path
 * @param staging the staging area of the session
 * @param staged sizes by key
 * @param hasStaged whether the staging area contains anything, including parts
 */
record ReceivedFiles(
    Map<UserPath, Long> inPlace, Prefix staging, Map<Key, Long> staged, boolean hasStaged) {
  /** @param session the session hash of the lock */
  static ReceivedFiles find(Store store, AssetVersion version, String session) {
    Prefix below = BucketLayout.below(version);
    Map<UserPath, Long> inPlace = new HashMap<>();
    try (Stream<ObjectEntry> listing = store.list(below)) {
      listing.filter(object -> !object.key().isInternal())
          .forEach(
              object -> inPlace.put(
                  new UserPath(object.text().substring(below.value().length())),
                  object.sizeBytes().orElseThrow()));
    }
    Prefix staging = BucketLayout.staging(version.project(), session);
    Map<Key, Long> staged = new HashMap<>();
    AtomicBoolean any = new AtomicBoolean();
    try (Stream<ListEntry> listing = store.listLevel(staging)) {
      listing.forEach(entry -> {
        any.set(true);
        if (entry instanceof ObjectEntry object) {
          staged.put(object.key(), object.sizeBytes().orElseThrow());
        }
      });
    }
    return new ReceivedFiles(inPlace, staging, staged, any.get());
  }

  /** Returns true if a file exists that the manifest does not contain as a file of its own. */
  boolean hasMoreThan(Manifest manifest) {
    return inPlace.keySet().stream().anyMatch(path -> {
      ManifestEntry declared = manifest.get(path);
      return declared == null || declared.isLink();
    });
  }

  /** @throws GypsumException INVALID for the first file that is missing or does not have the declared size */
  void require(Manifest manifest) {
    manifest.files().forEach((path, entry) -> {
      if (!entry.isLink()) {
        require(path, entry);
      }
    });
  }

  private void require(UserPath path, ManifestEntry declared) {
    // A staged file replaces whatever exists under the final key.
    @Nullable Long found = staged.get(declared.stagedAt(staging));
    if (found == null) {
      found = inPlace.get(path);
    }
    if (found == null) {
      throw GypsumException
          .invalid("file '" + path + "' was not uploaded; send it and complete again");
    }
    if (found != declared.sizeBytes()) {
      throw GypsumException.invalid(
          "file '" + path + "' has " + found + " bytes but was declared with "
              + declared.sizeBytes() + "; send it again and complete again");
    }
  }
}
