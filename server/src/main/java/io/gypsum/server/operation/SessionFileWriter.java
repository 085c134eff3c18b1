package io.gypsum.server.operation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.Key;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.server.lock.SessionState;
import io.gypsum.store.StoreException;
import io.gypsum.store.lock.HeldLock;

/**
 * Writes the staged files and parts of a session. A session can end at any moment; what is written later belongs to no
 * version and is deleted here, or by {@link io.gypsum.server.maintenance.StagingCleanup} if this server is killed.
 */
final class SessionFileWriter {
  private final Environment env;

  SessionFileWriter(Environment env) {
    this.env = env;
  }

  /** Writes staged objects, unless they exist: an existing one has the same content, since keys contain it. */
  @FunctionalInterface
  interface StagedWrites {
    /**
     * @param session writes the objects
     * @param writing called with each key before it is written
     */
    void run(SessionWrites session, Consumer<Key> writing) throws IOException;
  }

  /**
   * Writes a file or part under its {@linkplain UploadToken#staged staged key}.
   *
   * @param create writes the file unless it exists; an existing object has the same content, since its key contains the MD5.
   *     Writes through its argument are durable when the upload has been completed, all other writes at once
   * @throws GypsumException FORBIDDEN if the session has ended or is ending when the call begins, if it ends without this
   *     file, or if the user may no longer upload; in these cases no file is staged
   */
  void put(UploadToken token, Consumer<SessionWrites> create) {
    AssetVersion version = token.file().version();
    HeldLock lock = requireUploading(version, token.session());
    try {
      create.accept(SessionWrites.of(env.store(), lock));
    } catch (StoreException e) {
      if (e.outcome() == CallOutcome.UNKNOWN) {
        deleteAfter(e, version, token.session(), List.of(token.staged()));
      }
      throw e;
    }
    if (deleteIfEnded(version, token.session(), List.of(token.staged())) && !isPublished(token)) {
      throw env.rights().ended(version, token.session());
    }
  }

  /**
   * Writes several objects, and renews the lease of the session. Objects that were written before a failure remain until the
   * session ends.
   *
   * @throws GypsumException FORBIDDEN if the session has ended or is ending when the call begins, if it ends before the
   *     call returns, or if the user may no longer upload; in these cases nothing is staged
   */
  void putAll(AssetVersion version, String session, StagedWrites writes) throws IOException {
    HeldLock lock = requireUploading(version, session);
    env.sessions().renew(lock);
    List<Key> keys = new ArrayList<>();
    try {
      writes.run(SessionWrites.of(env.store(), lock), keys::add);
    } catch (IOException | RuntimeException e) {
      deleteAfter(e, version, session, keys);
      throw e;
    }
    if (deleteIfEnded(version, session, keys)) {
      throw env.rights().ended(version, session);
    }
  }

  /**
   * Returns the lock of a running upload. A client that chooses the tokens of its sessions may use one again: then the upload token
   * of an earlier upload has the session of the running one, and must neither write for it nor, without a right, abort the earlier
   * version.
   *
   * @throws GypsumException FORBIDDEN if the session has ended or is ending, or if the user may no longer upload
   */
  HeldLock requireUploading(AssetVersion version, String session) {
    HeldLock lock =
        env.sessions()
            .find(version.project(), session)
            .filter(held -> held.isForUploadOf(version))
            .filter(held -> SessionState.of(held.journal()) == SessionState.UPLOADING)
            .orElseThrow(() -> env.rights().ended(version, session));
    env.rights().require(lock, version);
    return lock;
  }

  private void deleteAfter(
      Exception cause, AssetVersion version, String session, List<Key> written) {
    try {
      boolean _ = deleteIfEnded(version, session, written);
    } catch (GypsumException e) {
      cause.addSuppressed(e);
    }
  }

  /** Deletes staged objects if the session has ended. First waits for the end of a running completion, which may need them. */
  private boolean deleteIfEnded(AssetVersion version, String session, List<Key> written) {
    SessionState state = env.sessions().state(version.project(), session);
    if (state == SessionState.UPLOADING) {
      return false;
    }
    if (state == SessionState.COMPLETING) {
      env.sessions().awaitEnd(version.project(), session);
    }
    env.store().delete(written);
    return true;
  }

  /** Returns whether a finished version contains the file: an earlier request has sent it. */
  private boolean isPublished(UploadToken token) {
    AssetVersion version = token.file().version();
    ManifestEntry declared =
        env.bucket()
            .summary(version)
            .filter(Summary::isFinished)
            .flatMap(summary -> env.bucket().manifest(version))
            .map(manifest -> manifest.get(token.file().path()))
            .orElse(null);
    return new ManifestEntry(token.sizeBytes(), token.md5(), null).equals(declared);
  }
}
