package io.gypsum.store.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Optional;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Md5;
import io.gypsum.core.name.Key;
import io.gypsum.store.ByteRange;
import io.gypsum.store.Content;
import io.gypsum.store.ContentMismatchException;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.PutCondition;
import io.gypsum.store.ReadStore;
import io.gypsum.store.Store;
import io.gypsum.store.StoredObject;

/** Copies one user's file, whose bytes are never in memory as a whole. Thread-safe. */
record FileCopy(ReadStore from, Store to, Tally tally) {
  /** The source does not have the file that a manifest names. */
  private static final class MissingException extends GypsumException {
    private static final long serialVersionUID = 1;

    MissingException() {
      super(Kind.NOT_FOUND, "is not there, though the manifest of its version names it");
    }
  }

  /** Makes the target have the file. Returns whether it has. */
  boolean copy(Key key, ManifestEntry entry, Problems problems) {
    try {
      Content content =
          new Content(entry.sizeBytes(), entry.md5(), () -> open(key), true);
      to.put(key, content, PutCondition.OVERWRITE);
      tally.fileCopied(entry.sizeBytes());
      return true;
    } catch (ContentMismatchException e) {
      problems.add(key.value(), "is damaged: " + e.reason());
    } catch (MissingException e) {
      problems.add(key.value(), e.reason());
    } catch (GypsumException e) {
      problems.add(key.value(), "could not be copied: " + e.reason());
      tally.failed(key.value(), e);
    }
    return false;
  }

  /** Whether the target has a file of that size with exactly this content, which may take reading it. */
  boolean isAtTarget(Key key, ManifestEntry entry) {
    Optional<ObjectInfo> there = to.head(key);
    if (there.isEmpty() || there.get().sizeBytes() != entry.sizeBytes()) {
      return false;
    }
    // In S3 the ETag of an object that was put at once is its MD5.
    return there.get().etag().value().equals(entry.md5().toString())
        || md5AtTarget(key).filter(entry.md5()::equals).isPresent();
  }

  private InputStream open(Key key) {
    return from.get(key, ByteRange.ALL).orElseThrow(MissingException::new).body();
  }

  private Optional<Md5> md5AtTarget(Key key) {
    Optional<StoredObject> found = to.get(key, ByteRange.ALL);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    MessageDigest digest = Md5.newDigest();
    try (StoredObject object = found.get();
        InputStream body = new DigestInputStream(object.body(), digest)) {
      body.transferTo(OutputStream.nullOutputStream());
      return Optional.of(Md5.of(digest.digest()));
    } catch (IOException | UncheckedIOException e) {
      // Whatever is wrong with it, the source's is better.
      return Optional.empty();
    }
  }
}
