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
 * What a session has sent: files in their places, which came through a server, and arrivals, which the store took and
 * checked by itself. Parts are no files; how many there are is not looked at.
 *
 * @param inPlace sizes by path
 * @param arrived sizes by key, below {@code arrivals}
 * @param anyArrived whether there is anything below {@code arrivals}
 */
record SentFiles(
    Map<UserPath, Long> inPlace, Prefix arrivals, Map<Key, Long> arrived, boolean anyArrived) {
  /** @param session the hash that the lock has */
  static SentFiles find(Store store, AssetVersion version, String session) {
    Prefix below = BucketLayout.below(version);
    Map<UserPath, Long> inPlace = new HashMap<>();
    try (Stream<ObjectEntry> listing = store.list(below)) {
      listing.filter(object -> !object.key().isInternal())
          .forEach(
              object -> inPlace.put(
                  new UserPath(object.text().substring(below.value().length())),
                  object.sizeBytes().orElseThrow()));
    }
    Prefix arrivals = BucketLayout.staging(version.project(), session);
    Map<Key, Long> arrived = new HashMap<>();
    AtomicBoolean any = new AtomicBoolean();
    try (Stream<ListEntry> listing = store.listLevel(arrivals)) {
      listing.forEach(entry -> {
        any.set(true);
        if (entry instanceof ObjectEntry object) {
          arrived.put(object.key(), object.sizeBytes().orElseThrow());
        }
      });
    }
    return new SentFiles(inPlace, arrivals, arrived, any.get());
  }

  /** Whether there is anything in place that the manifest does not name as a file with bytes of its own. */
  boolean holdsMoreThan(Manifest manifest) {
    return inPlace.keySet().stream().anyMatch(path -> {
      ManifestEntry declared = manifest.get(path);
      return declared == null || declared.isLink();
    });
  }

  /** @throws GypsumException INVALID for the first file that is missing or of another size than declared */
  void require(Manifest manifest) {
    manifest.files().forEach((path, entry) -> {
      if (!entry.isLink()) {
        require(path, entry);
      }
    });
  }

  private void require(UserPath path, ManifestEntry declared) {
    // What arrived is what will be there, whatever lies in its place.
    @Nullable Long found = arrived.get(declared.stagedAt(arrivals));
    if (found == null) {
      found = inPlace.get(path);
    }
    if (found == null) {
      throw GypsumException
          .invalid("file '" + path + "' was not uploaded: send it and complete again");
    }
    if (found != declared.sizeBytes()) {
      throw GypsumException.invalid(
          "file '" + path + "' has " + found + " bytes, but was declared with "
              + declared.sizeBytes() + ": send it again and complete again");
    }
  }
}
