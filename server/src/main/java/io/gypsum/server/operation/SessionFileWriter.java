package io.gypsum.server.operation;

import java.util.List;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.AssetVersion;
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

  /**
   * Writes a file or part under its {@linkplain UploadToken#staged staged key}.
   *
   * @param create writes it unless it exists; an existing object has the same content, since its key contains the MD5
   * @throws GypsumException FORBIDDEN if the session has ended or is ending when the call begins, if it ends without the
   *     file, or if the user may no longer upload; in these cases no file is staged
   */
  void put(UploadToken token, Runnable create) {
    AssetVersion version = token.file().version();
    HeldLock lock =
        env.sessions()
            .find(version.project(), token.session())
            .filter(held -> SessionState.of(held.journal()) == SessionState.UPLOADING)
            .orElseThrow(() -> env.rights().ended(version, token.session()));
    env.rights().require(lock, version);
    try {
      create.run();
    } catch (StoreException e) {
      if (e.outcome() == CallOutcome.UNKNOWN) {
        deleteAfter(e, token);
      }
      throw e;
    }
    if (deleteIfEnded(token) && !isPublished(token)) {
      throw env.rights().ended(version, token.session());
    }
  }

  private SessionState state(UploadToken token) {
    return env.sessions().state(token.file().version().project(), token.session());
  }

  private void deleteAfter(StoreException cause, UploadToken token) {
    try {
      boolean _ = deleteIfEnded(token);
    } catch (GypsumException e) {
      cause.addSuppressed(e);
    }
  }

  /** Deletes the staged object if the session has ended. A completion that has begun may still need it, so its end is awaited. */
  private boolean deleteIfEnded(UploadToken token) {
    SessionState state = state(token);
    if (state == SessionState.UPLOADING) {
      return false;
    }
    if (state == SessionState.COMPLETING) {
      env.sessions().awaitEnd(token.file().version().project(), token.session());
    }
    env.store().delete(List.of(token.staged()));
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
