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

/** Writes what a session sends to where it goes. Sessions can end at any moment; nothing of theirs stays then. */
final class FilePlaces {
  private final Environment env;

  FilePlaces(Environment env) {
    this.env = env;
  }

  /**
   * A whole file, into the version.
   *
   * @param create writes it, unless there is something
   * @throws GypsumException FORBIDDEN when the session has ended; BUSY when something else lay there and was removed.
   *     Nothing is added then
   */
  void putFile(Ticket ticket, Supplier<PutResult> create) {
    requireUploading(ticket);
    PutResult result;
    try {
      result = create.get();
    } catch (StoreException e) {
      if (e.outcome() == CallOutcome.UNKNOWN) {
        removeUnwanted(ticket, e);
      }
      throw e;
    }
    if (result instanceof PutResult.Written written) {
      requireWanted(ticket, written.etag());
    } else {
      requireSame(ticket);
    }
  }

  /**
   * A part of a file, which what it holds is the name of: whatever is there is the same.
   *
   * @throws GypsumException FORBIDDEN when the session has ended; nothing is added then
   */
  void putPart(Ticket ticket, Key place, Supplier<PutResult> create) {
    requireUploading(ticket);
    PutResult _ = create.get();
    if (state(ticket) != SessionState.UPLOADING) {
      env.store().delete(List.of(place));
      throw Slugs.ended(ticket.file().version());
    }
  }

  private void requireUploading(Ticket ticket) {
    if (state(ticket) != SessionState.UPLOADING) {
      throw Slugs.ended(ticket.file().version());
    }
  }

  private SessionState state(Ticket ticket) {
    return env.sessions().state(ticket.file().version().project(), ticket.session());
  }

  /** The session may have ended while the bytes came. A version that was completed with the file keeps it. */
  private void requireWanted(Ticket ticket, ETag written) {
    if (!isWanted(ticket)) {
      deleteIfStill(ticket.file().key(), written);
      throw Slugs.ended(ticket.file().version());
    }
  }

  private boolean isWanted(Ticket ticket) {
    return switch (state(ticket)) {
      case UPLOADING, COMPLETING -> true;
      case UNDOING -> false;
      case ENDED -> isDeclared(ticket);
    };
  }

  /** After a write of which nobody knows whether it was done: what it may have left of an ended session goes. */
  private void removeUnwanted(Ticket ticket, StoreException cause) {
    try {
      if (!isWanted(ticket)) {
        Key key = ticket.file().key();
        env.store()
            .get(key, ByteRange.ALL)
            .filter(found -> isContent(found, ticket))
            .ifPresent(found -> deleteIfStill(key, found.info().etag()));
      }
    } catch (GypsumException e) {
      cause.addSuppressed(e);
    }
  }

  /** Another may have put the right file there since it was looked at. */
  private void deleteIfStill(Key key, ETag seen) {
    if (env.store().head(key).filter(now -> now.etag().equals(seen)).isPresent()) {
      env.store().delete(List.of(key));
    }
  }

  private boolean isDeclared(Ticket ticket) {
    ManifestEntry declared =
        env.bucket()
            .manifest(ticket.file().version())
            .map(manifest -> manifest.get(ticket.file().path()))
            .orElse(null);
    return new ManifestEntry(ticket.sizeBytes(), ticket.md5(), null).equals(declared);
  }

  /**
   * What was there already is mostly this very file, sent twice. It can also be the file of a session that ended while
   * the bytes came, on a server that crashed before it could delete it.
   */
  private void requireSame(Ticket ticket) {
    Key key = ticket.file().key();
    Optional<StoredObject> found = env.store().get(key, ByteRange.ALL);
    if (found.isPresent() && isContent(found.get(), ticket)) {
      return;
    }
    requireUploading(ticket);
    found.ifPresent(stray -> deleteIfStill(key, stray.info().etag()));
    throw new GypsumException(
        GypsumException.Kind.BUSY,
        "'" + ticket.file() + "' was in the way of another upload's file, which is gone now: send"
            + " it again");
  }

  private static boolean isContent(StoredObject found, Ticket ticket) {
    try (StoredObject object = found; InputStream body = object.body()) {
      return object.info().sizeBytes() == ticket.sizeBytes() && md5(body).equals(ticket.md5());
    } catch (IOException e) {
      throw new StoreException(
          "reading '" + ticket.file() + "' failed: try again", CallOutcome.NOT_DONE,
          true, e);
    }
  }

  private static Md5 md5(InputStream bytes) throws IOException {
    MessageDigest digest = Md5.newDigest();
    bytes.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
    return Md5.of(digest.digest());
  }
}
