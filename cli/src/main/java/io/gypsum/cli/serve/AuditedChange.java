package io.gypsum.cli.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.function.Supplier;

import io.gypsum.cli.terminal.Terminal;
import io.gypsum.core.GypsumException;
import io.gypsum.core.LogLine;
import io.gypsum.server.audit.AuditEvent;
import io.gypsum.server.audit.AuditEvent.Actor;
import io.gypsum.server.audit.AuditEvent.Outcome;
import io.gypsum.server.audit.AuditEvent.Target;
import io.gypsum.server.audit.AuditFiles;
import io.gypsum.server.data.DataDirectory;
import org.jspecify.annotations.Nullable;

/**
 * Records changes of accounts by commands in the audit log of a server. The recorded user is that of the operating system, with
 * the prefix {@value #SYSTEM_USER}, which no login contains.
 */
record AuditedChange(Terminal terminal, DataDirectory data, String action, String account) {
  static final String SYSTEM_USER = "os:";
  private static final String CLIENT = "command";

  /** Makes the change and records its outcome. A failure to record it is only printed: the change was made. */
  <T> T run(Supplier<T> change) {
    T result;
    try {
      result = change.get();
    } catch (GypsumException e) {
      record(Outcome.REFUSED, e.reason());
      throw e;
    }
    record(Outcome.OK, null);
    return result;
  }

  private void record(Outcome outcome, @Nullable String reason) {
    if (outcome != Outcome.OK && !Files.isDirectory(data.path())) {
      // No server has used the directory; a misspelled one must not be created.
      return;
    }
    AuditEvent event =
        new AuditEvent(
            InstantSource.system().instant(), action,
            new Actor(SYSTEM_USER + System.getProperty("user.name"), CLIENT),
            Target.ofAccount(account), outcome, reason);
    try (AuditFiles files = AuditFiles.unlimited(data)) {
      files.append(event);
    } catch (IOException e) {
      terminal.err().println("warning: not recorded in the audit log: " + LogLine.of(e));
    }
  }
}
