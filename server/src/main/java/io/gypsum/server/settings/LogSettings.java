package io.gypsum.server.settings;

import java.util.List;

/**
 * The logs that a server writes to its data directory.
 *
 * @param access whether to log every request
 * @param audit whether to record changes and refused attempts
 * @param auditFileBytes maximum size of a file of the audit log
 * @param auditFiles maximum number of these files
 */
public record LogSettings(boolean access, boolean audit, long auditFileBytes, int auditFiles) {
  private static final long KIB = 1024;

  static final Option<Boolean> ACCESS_LOG =
      Option.toggle(
          "access-log", true,
          "Log every request to a daily file in the data directory, and delete the files after 30"
              + " days.");
  static final Option<Boolean> AUDIT_LOG =
      Option.toggle(
          "audit-log", true,
          "Record who changed what, and refused attempts, in files in the data directory.");
  static final Option<Long> AUDIT_FILE_SIZE =
      Option.single(
          "audit-file-size", "BYTES", String.valueOf(16 * KIB * KIB),
          OptionParsers.bytes(64 * KIB, KIB * KIB * KIB),
          "Maximum size of a file of the audit log, after which the next one starts.");
  static final Option<Integer> AUDIT_FILES =
      Option.number(
          "audit-files", 20, 2, 10_000,
          "Maximum number of files of the audit log; the oldest ones are deleted.");

  static final List<Option<?>> ALL =
      List.of(ACCESS_LOG, AUDIT_LOG, AUDIT_FILE_SIZE, AUDIT_FILES);

  static LogSettings read(OptionValues values) {
    return new LogSettings(
        values.get(ACCESS_LOG), values.get(AUDIT_LOG), values.get(AUDIT_FILE_SIZE),
        values.get(AUDIT_FILES));
  }
}
