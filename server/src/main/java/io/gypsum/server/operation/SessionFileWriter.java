package io.gypsum.server.operation;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Md5;
import io.gypsum.core.name.Key;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.server.lock.SessionState;
import io.gypsum.store.ByteRange;
import io.gypsum.store.ETag;
import io.gypsum.store.PutResult;
import io.gypsum.store.StoreException;
import io.gypsum.store.StoredObject;

/** Writes the files and parts of a session. A session can end at any moment; then nothing of the write remains. */
final class SessionFileWriter {
  private final Environment env;

  SessionFileWriter(Environment env) {
    this.env = env;
  }

  /**
   * Writes a whole file under its final key.
   *
   * @param create writes the file unless an object exists
   * @throws GypsumException FORBIDDEN if the session has ended; BUSY if another object existed and was deleted. In both
   *     cases nothing is added
   */
  void putFile(UploadToken token, Supplier<PutResult> create) {
    requireUploading(token);
    PutResult result;
    try {
      result = create.get();
    } catch (StoreException e) {
      if (e.outcome() == CallOutcome.UNKNOWN) {
        removeUnwanted(token, e);
      }
      throw e;
    }
    if (result instanceof PutResult.Written written) {
      requireWanted(token, written.etag());
    } else {
      requireSame(token);
    }
  }

  /**
   * Writes a part of a file. Its key contains its content, so an existing object is identical.
   *
   * @throws GypsumException FORBIDDEN if the session has ended; nothing is added then
   */
  void putPart(UploadToken token, Key place, Supplier<PutResult> create) {
    requireUploading(token);
    PutResult _ = create.get();
    if (state(token) != SessionState.UPLOADING) {
      env.store().delete(List.of(place));
      throw UploadUrls.sessionEnded(token.file().version());
    }
  }

  private void requireUploading(UploadToken token) {
    if (state(token) != SessionState.UPLOADING) {
      throw UploadUrls.sessionEnded(token.file().version());
    }
  }

  private SessionState state(UploadToken token) {
    return env.sessions().state(token.file().version().project(), token.session());
  }

  /** The session may have ended during the transfer. A version that was completed with the file keeps it. */
  private void requireWanted(UploadToken token, ETag written) {
    if (!isWanted(token)) {
      deleteIfStill(token.file().key(), written);
      throw UploadUrls.sessionEnded(token.file().version());
    }
  }

  private boolean isWanted(UploadToken token) {
    return switch (state(token)) {
      case UPLOADING, COMPLETING -> true;
      case UNDOING -> false;
      case ENDED -> isDeclared(token);
    };
  }

  /** After a write with an unknown outcome: deletes the file if it was written and its session has ended. */
  private void removeUnwanted(UploadToken token, StoreException cause) {
    try {
      if (!isWanted(token)) {
        Key key = token.file().key();
        env.store()
            .get(key, ByteRange.ALL)
            .filter(found -> isContent(found, token))
            .ifPresent(found -> deleteIfStill(key, found.info().etag()));
      }
    } catch (GypsumException e) {
      cause.addSuppressed(e);
    }
  }

  /** The right file may have been written since the object was read. */
  private void deleteIfStill(Key key, ETag seen) {
    if (env.store().head(key).filter(now -> now.etag().equals(seen)).isPresent()) {
      env.store().delete(List.of(key));
    }
  }

  private boolean isDeclared(UploadToken token) {
    ManifestEntry declared =
        env.bucket()
            .manifest(token.file().version())
            .map(manifest -> manifest.get(token.file().path()))
            .orElse(null);
    return new ManifestEntry(token.sizeBytes(), token.md5(), null).equals(declared);
  }

  /**
   * An existing object is usually the same file, sent twice. It can also be the file of a session that ended during the
   * transfer, on a server that crashed before it deleted the file.
   */
  private void requireSame(UploadToken token) {
    Key key = token.file().key();
    Optional<StoredObject> found = env.store().get(key, ByteRange.ALL);
    if (found.isPresent() && isContent(found.get(), token)) {
      return;
    }
    requireUploading(token);
    found.ifPresent(stray -> deleteIfStill(key, stray.info().etag()));
    throw new GypsumException(
        GypsumException.Kind.BUSY,
        "'" + token.file()
            + "' existed with different content, which has been deleted; send the file"
            + " again");
  }

  private static boolean isContent(StoredObject found, UploadToken token) {
    try (StoredObject object = found; InputStream body = object.body()) {
      return object.info().sizeBytes() == token.sizeBytes() && md5(body).equals(token.md5());
    } catch (IOException e) {
      throw new StoreException(
          "reading '" + token.file() + "' failed; try again", CallOutcome.NOT_DONE,
          true, e);
    }
  }

  private static Md5 md5(InputStream bytes) throws IOException {
    MessageDigest digest = Md5.newDigest();
    bytes.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
    return Md5.of(digest.digest());
  }
}
