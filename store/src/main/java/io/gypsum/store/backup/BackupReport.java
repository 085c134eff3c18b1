package io.gypsum.store.backup;

import java.util.List;

/**
 * The result of a backup.
 *
 * @param versionsCopied versions that are new at the target, or were completed or changed there
 * @param versionsUnchanged versions that the target had
 * @param versionsUnfinished versions that are being uploaded, or were deleted while they were copied; none of them is
 *     readable at the target
 * @param filesCopied user files, each with the size and MD5 of its manifest
 * @param filesSkipped user files that the target had
 * @param bytesCopied bytes of user files
 * @param documentsCopied internal objects
 * @param objectsDeleted objects of any kind, at the target
 * @param problems the first {@link #MAX_PROBLEMS} problems
 * @param problemCount number of all problems; 0 when the target has everything that the source had
 * @param ignored objects that are not part of a project, asset or version
 */
public record BackupReport(
    long versionsCopied, long versionsUnchanged, long versionsUnfinished, long filesCopied,
    long filesSkipped, long bytesCopied, long documentsCopied, long objectsDeleted,
    List<BackupProblem> problems, long problemCount, IgnoredObjects ignored) {
  public static final int MAX_PROBLEMS = 1000;

  public BackupReport {
    problems = List.copyOf(problems);
  }

  public boolean isComplete() {
    return problemCount == 0;
  }
}
