package io.gypsum.server.lock;

import io.gypsum.core.document.Journal;
import io.gypsum.store.lock.Operation;

/** The state of an upload session, which follows from the lock of its project. */
public enum SessionState {
  UPLOADING,
  /** Its publication was committed and is being carried out. */
  COMPLETING,
  /** The session was aborted, unlocked or has expired; the files that it wrote are being deleted. */
  UNDOING,
  /** There is no lock, or one of another session. How the session ended is unknown. */
  ENDED;

  public static SessionState of(Journal journal) {
    if (!journal.isCommitted()) {
      return UPLOADING;
    }
    return Operation.COMPLETE.isNamed(journal.operation()) ? COMPLETING : UNDOING;
  }
}
