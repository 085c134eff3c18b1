package io.gypsum.server.page.compare;

import io.gypsum.core.decision.VersionDiff.FileChange;

/** Which changes are listed. */
public enum ChangeKind {
  ALL, ADDED, REMOVED, CHANGED, MOVED;

  /** Returns the kind of a change; never {@link #ALL}. */
  public static ChangeKind of(FileChange change) {
    return switch (change) {
      case FileChange.Added _ -> ADDED;
      case FileChange.Removed _ -> REMOVED;
      case FileChange.Changed _ -> CHANGED;
      case FileChange.Moved _ -> MOVED;
    };
  }

  boolean includes(FileChange change) {
    return this == ALL || of(change) == this;
  }
}
