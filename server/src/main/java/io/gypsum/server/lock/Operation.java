package io.gypsum.server.lock;

import java.util.Locale;

/** What a lock is taken for, as the journal spells it. */
public enum Operation {
  UPLOAD, COMPLETE, ABORT, CREATE, APPROVE, REJECT, REMOVE, REFRESH, UNLOCK;

  /** Lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  boolean isOf(String journal) {
    return toString().equals(journal);
  }
}
