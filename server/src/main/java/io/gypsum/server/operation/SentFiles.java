package io.gypsum.server.operation;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Layout;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.name.UserPath;
import io.gypsum.store.ListEntry;
import io.gypsum.store.ListRequest;
import io.gypsum.store.Store;
import org.jspecify.annotations.Nullable;

/**
 * What a session has sent: files in their places, which came through a server, and arrivals, which the store took and
 * checked by itself, or which are parts.
 *
 * @param inPlace sizes by path
 * @param arrived sizes by key, below {@code arrivals}
 */
record SentFiles(Map<UserPath, Long> inPlace, Prefix arrivals, Map<Key, Long> arrived) {
  /** @param session the hash that the lock has */
  static SentFiles find(Store store, AssetVersion version, String session) {
    Prefix below = Layout.below(version);
    Map<UserPath, Long> inPlace = new HashMap<>();
    sizes(store, below).forEach((key, sizeBytes) -> {
      if (!key.isInternal()) {
        inPlace.put(new UserPath(key.value().substring(below.value().length())), sizeBytes);
      }
    });
    Prefix arrivals = Layout.arrivals(version.project(), session);
    return new SentFiles(inPlace, arrivals, sizes(store, arrivals));
  }

  private static Map<Key, Long> sizes(Store store, Prefix prefix) {
    Map<Key, Long> sizes = new HashMap<>();
    try (Stream<ListEntry> listing = store.list(ListRequest.everything(prefix))) {
      listing.forEach(entry -> {
        if (entry instanceof ListEntry.ObjectEntry object) {
          sizes.put(object.key(), object.sizeBytes().orElseThrow());
        }
      });
    }
    return sizes;
  }

  boolean anyArrived() {
    return !arrived.isEmpty();
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
    @Nullable Long found = inPlace.get(path);
    if (found == null) {
      found = arrived.get(declared.arrivedAt(arrivals));
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
