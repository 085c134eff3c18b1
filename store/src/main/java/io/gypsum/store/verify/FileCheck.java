package io.gypsum.store.verify;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.OptionalLong;

import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Md5;
import io.gypsum.core.name.Key;
import io.gypsum.store.ByteRange;
import io.gypsum.store.ListEntry;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.ReadStore;
import io.gypsum.store.StoredObject;
import io.gypsum.store.bucket.BucketReader;

/** Whether one listed object is what the manifest says of it. */
record FileCheck(ReadStore store, Findings findings, boolean deep) {
  private static final int BUFFER_BYTES = 64 * 1024;

  void check(ListEntry.ObjectEntry object, ManifestEntry entry) {
    Key key = object.key();
    OptionalLong size = object.sizeBytes();
    if (deep) {
      findings.tellLater(() -> content(key, entry));
    } else if (size.isEmpty()) {
      findings.tellLater(
          () -> store.head(key)
              .map(info -> size(info, entry))
              .orElseGet(
                  () -> Optional.of(missing(key, entry))));
    } else if (size.getAsLong() != entry.sizeBytes()) {
      findings.tell(wrongSize(key, entry, size.getAsLong()));
    }
  }

  static Finding missing(Key key, ManifestEntry entry) {
    return Finding.of(
        FindingKind.MISSING_FILE, key, "a file of " + entry.sizeBytes() + " bytes", "nothing");
  }

  private Optional<Finding> content(Key key, ManifestEntry entry) throws IOException {
    Optional<StoredObject> found = store.get(key, ByteRange.ALL);
    if (found.isEmpty()) {
      return Optional.of(missing(key, entry));
    }
    try (StoredObject object = found.get()) {
      Optional<Finding> wrong = size(object.info(), entry);
      return wrong.isPresent() ? wrong : md5(object, entry);
    }
  }

  private static Optional<Finding> size(ObjectInfo info, ManifestEntry entry) {
    return info.sizeBytes() == entry.sizeBytes()
        ? Optional.empty()
        : Optional.of(wrongSize(info.key(), entry, info.sizeBytes()));
  }

  private static Finding wrongSize(Key key, ManifestEntry entry, long sizeBytes) {
    return Finding.of(
        FindingKind.WRONG_SIZE, key, entry.sizeBytes() + " bytes", sizeBytes + " bytes");
  }

  private static Optional<Finding> md5(StoredObject object, ManifestEntry entry) {
    Md5 found = Md5.of(digest(object));
    return found.equals(entry.md5())
        ? Optional.empty()
        : Optional.of(
            Finding.of(
                FindingKind.WRONG_MD5, object.info().key(), "MD5 " + entry.md5(), "MD5 " + found));
  }

  private static byte[] digest(StoredObject object) {
    MessageDigest md5 = Md5.newDigest();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream body = object.body()) {
      for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
        md5.update(buffer, 0, read);
      }
      return md5.digest();
    } catch (IOException e) {
      throw BucketReader.readFailed(object.info().key(), e);
    }
  }
}
