package io.gypsum.store.backup;

import java.util.List;

/**
 * What came of a backup.
 *
 * @param versionsCopied that are new at the target, or were made whole or changed there
 * @param versionsUnchanged that the target had
 * @param versionsUnfinished that are being uploaded, or went away while they were copied; nothing to read of them is at
 *     the target
 * @param filesCopied users' files, each of the size and MD5 that its manifest says
 * @param filesSkipped users' files that the target had
 * @param bytesCopied of users' files
 * @param documentsCopied internal objects
 * @param objectsDeleted at the target, of any kind
 * @param problems the first {@link #MAX_PROBLEMS} of them
 * @param problemCount all of them; 0 when the target has all that the source had
 */
public record BackupReport(
    long versionsCopied, long versionsUnchanged, long versionsUnfinished, long filesCopied,
    long filesSkipped, long bytesCopied, long documentsCopied, long objectsDeleted,
    List<BackupProblem> problems, long problemCount) {
  public static final int MAX_PROBLEMS = 1000;

  public BackupReport {
    problems = List.copyOf(problems);
  }

  public boolean isComplete() {
    return problemCount == 0;
  }
}
