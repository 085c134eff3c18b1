package io.gypsum.store.lock;

import java.util.Locale;

/** The operation for which a lock is held; the journal contains its {@link #toString}. */
public enum Operation {
  UPLOAD, COMPLETE, ABORT, CREATE, APPROVE, REJECT, REMOVE, REFRESH, UNLOCK, REPAIR;

  /** Returns the name in lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns whether this is the operation of a journal. */
  public boolean isNamed(String journalOperation) {
    return toString().equals(journalOperation);
  }
}
