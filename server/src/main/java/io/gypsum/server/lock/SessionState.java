package io.gypsum.server.lock;

import io.gypsum.core.document.Journal;

/** How far an upload is, as the project's lock tells. */
public enum SessionState {
  UPLOADING,
  /** It was decided to publish it; this is being carried out. */
  COMPLETING,
  /** Aborted, unlocked or expired; what it wrote is being deleted. */
  UNDOING,
  /** The lock is gone or another's: nothing tells how the session ended. */
  ENDED;

  static SessionState of(Journal journal) {
    if (!journal.isDecided()) {
      return UPLOADING;
    }
    return Operation.COMPLETE.isOf(journal.operation()) ? COMPLETING : UNDOING;
  }
}
