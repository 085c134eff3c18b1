package io.gypsum.store.backup;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Optional;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Md5;
import io.gypsum.core.name.Key;
import io.gypsum.store.ByteRange;
import io.gypsum.store.ReadStore;
import io.gypsum.store.StoredObject;
import io.gypsum.store.bucket.BucketReader;

/**
 * A manifest that was read while its checksum was computed. Its bytes, about a hundred for each file, are not kept: they are copied from
 * store to store later, and compared with the checksum.
 *
 * @param file the size and MD5 of the document
 */
record SourceManifest(Manifest manifest, ManifestEntry file) {
  /**
   * Empty when there is no such document.
   *
   * @throws GypsumException CORRUPT when it is not a manifest
   */
  static Optional<SourceManifest> read(ReadStore store, Key key) {
    Optional<StoredObject> found = store.get(key, ByteRange.ALL);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    MessageDigest digest = Md5.newDigest();
    try (StoredObject object = found.get();
        Counted body = new Counted(new DigestInputStream(object.body(), digest))) {
      Manifest manifest = BucketReader.parse(key, body, Manifest::read);
      body.transferTo(OutputStream.nullOutputStream());
      return Optional.of(
          new SourceManifest(
              manifest, new ManifestEntry(body.count, Md5.of(digest.digest()), null)));
    } catch (IOException | UncheckedIOException e) {
      throw BucketReader.readFailed(key, e);
    }
  }

  /** Counts the bytes that are read. */
  private static final class Counted extends FilterInputStream {
    private long count;

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int next = super.read();
      count += next < 0 ? 0 : 1;
      return next;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = super.read(buffer, offset, length);
      count += Math.max(read, 0);
      return read;
    }
  }
}
