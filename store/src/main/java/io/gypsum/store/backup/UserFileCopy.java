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
import io.gypsum.store.backup.BackupProgress.ProblemList;

/** Copies user files. The content streams from store to store and is never in memory as a whole. Thread-safe. */
record UserFileCopy(ReadStore from, Store to, BackupProgress progress) {
  /** The source does not have a file of a manifest. */
  private static final class MissingFileException extends GypsumException {
    private static final long serialVersionUID = 1;

    MissingFileException() {
      super(Kind.NOT_FOUND, "does not exist, but the manifest of its version lists it");
    }
  }

  /** Writes the file to the target. Returns false, and adds a problem, when that fails. */
  boolean copy(Key key, ManifestEntry entry, ProblemList problems) {
    boolean copied = write(key, entry, problems);
    if (copied) {
      progress.fileCopied(entry.sizeBytes());
    }
    return copied;
  }

  /** Like {@link #copy}, for a document that is too large to be in memory. */
  boolean copyDocument(Key key, ManifestEntry content, ProblemList problems) {
    boolean copied = write(key, content, problems);
    if (copied) {
      progress.documentsCopied.increment();
    }
    return copied;
  }

  private boolean write(Key key, ManifestEntry entry, ProblemList problems) {
    try {
      Content content =
          new Content(entry.sizeBytes(), entry.md5(), () -> open(key), true);
      to.put(key, content, PutCondition.OVERWRITE);
      return true;
    } catch (ContentMismatchException e) {
      problems.add(key.value(), "is corrupt: " + e.reason());
    } catch (MissingFileException e) {
      problems.add(key.value(), e.reason());
    } catch (GypsumException e) {
      problems.add(key.value(), "could not be copied: " + e.reason());
      progress.failed(key.value(), e);
    }
    return false;
  }

  /** Returns whether the target has a file with exactly this size and content. May read the file. */
  boolean isAtTarget(Key key, ManifestEntry entry) {
    Optional<ObjectInfo> stored = to.head(key);
    if (stored.isEmpty() || stored.get().sizeBytes() != entry.sizeBytes()) {
      return false;
    }
    // In S3 the ETag of an object that was put in one request is its MD5.
    return stored.get().etag().value().equals(entry.md5().toString())
        || hasContent(key, entry.md5());
  }

  /** Reads the object at the target and returns whether it exists and has this MD5. */
  boolean hasContent(Key key, Md5 md5) {
    return md5AtTarget(key).filter(md5::equals).isPresent();
  }

  private InputStream open(Key key) {
    return from.get(key, ByteRange.ALL).orElseThrow(MissingFileException::new).body();
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
      // A file that cannot be read is replaced.
      return Optional.empty();
    }
  }
}
