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
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.StoredObject;
import io.gypsum.store.bucket.BucketReader;

/**
 * Compares listed objects with their manifest entries.
 *
 * @param deep whether to read the content; otherwise only the size is compared
 */
record FileCheck(TolerantReader bucket, FindingQueue findings, boolean deep) {
  private static final int MAX_BUFFER_BYTES = 64 * 1024;

  void check(ObjectEntry object, ManifestEntry entry) {
    Key key = object.key();
    OptionalLong size = object.sizeBytes();
    if (deep) {
      findings.addLater(
          entry.sizeBytes(),
          () -> bucket.read(
              () -> checkContent(key, entry),
              problem -> Optional.of(
                  Finding.of(FindingKind.UNREADABLE_FILE, key, "a readable file", problem))));
    } else if (size.isEmpty()) {
      findings.addLater(
          0,
          () -> bucket.store()
              .head(key)
              .map(info -> checkSize(info, entry))
              .orElseGet(() -> Optional.of(missing(key, entry))));
    } else if (size.getAsLong() != entry.sizeBytes()) {
      findings.add(wrongSize(key, entry, size.getAsLong()));
    }
  }

  static Finding missing(Key key, ManifestEntry entry) {
    return Finding.of(
        FindingKind.MISSING_FILE, key, "a file of " + entry.sizeBytes() + " bytes", "nothing");
  }

  private Optional<Finding> checkContent(Key key, ManifestEntry entry) {
    Optional<StoredObject> found = bucket.store().get(key, ByteRange.ALL);
    if (found.isEmpty()) {
      return Optional.of(missing(key, entry));
    }
    try (StoredObject object = found.get()) {
      Optional<Finding> wrongSize = checkSize(object.info(), entry);
      return wrongSize.isPresent() ? wrongSize : checkMd5(object, entry);
    }
  }

  private static Optional<Finding> checkSize(ObjectInfo info, ManifestEntry entry) {
    return info.sizeBytes() == entry.sizeBytes()
        ? Optional.empty()
        : Optional.of(wrongSize(info.key(), entry, info.sizeBytes()));
  }

  private static Finding wrongSize(Key key, ManifestEntry entry, long sizeBytes) {
    return Finding.of(
        FindingKind.WRONG_SIZE, key, entry.sizeBytes() + " bytes", sizeBytes + " bytes");
  }

  private static Optional<Finding> checkMd5(StoredObject object, ManifestEntry entry) {
    Md5 found = Md5.of(digest(object));
    return found.equals(entry.md5())
        ? Optional.empty()
        : Optional.of(
            Finding.of(
                FindingKind.WRONG_MD5, object.info().key(), "MD5 " + entry.md5(), "MD5 " + found));
  }

  private static byte[] digest(StoredObject object) {
    MessageDigest md5 = Md5.newDigest();
    // Most files are small, and clearing a large buffer takes longer than reading one of them.
    byte[] buffer =
        new byte[(int) Math.max(1, Math.min(object.info().sizeBytes(), MAX_BUFFER_BYTES))];
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
