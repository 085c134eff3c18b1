package io.gypsum.cli.serve;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.gypsum.cli.terminal.Terminal;
import io.gypsum.cli.terminal.UsageException;
import io.gypsum.core.GypsumException;
import io.gypsum.core.PastTime;
import io.gypsum.core.Printable;
import io.gypsum.core.Timestamps;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.server.audit.AuditEvent;
import io.gypsum.server.audit.AuditEvent.Outcome;
import io.gypsum.server.audit.AuditFilter;
import io.gypsum.server.audit.AuditReader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JsonGenerator;

@Command(
    name = "audit",
    description = {
        "Show who changed what on a server, oldest first.",
        "Reads the audit log in the data directory of the server, which may be running."})
public final class AuditCommand implements Runnable {
  private final Terminal terminal;
  private final InstantSource clock;

  @Mixin ServerDataOptions data = new ServerDataOptions();

  @Option(names = "--project", paramLabel = "PROJECT",
      description = "Show only events of this project.") @Nullable String project;

  @Option(names = "--user", paramLabel = "USER",
      description = "Show only events of this user.") @Nullable String user;

  @Option(names = "--action", paramLabel = "ACTION",
      description = "Show only events with this action, such as remove-version.") @Nullable String action;

  @Option(names = "--outcome", paramLabel = "OUTCOME",
      description = "Show only events with this outcome: ok, refused or failed.") @Nullable String outcome;

  @Option(names = "--since", paramLabel = "TIME",
      description = "Show only events after TIME: 30m, 12h, 2d, 2030-01-31 or"
          + " 2030-01-31T12:00:00Z.") @Nullable String since;

  @Option(names = "--json", description = "Print a JSON array on stdout.") boolean json;

  public AuditCommand(Terminal terminal, InstantSource clock) {
    this.terminal = terminal;
    this.clock = clock;
  }

  @Override
  public void run() {
    Instant from = from();
    Outcome wanted = outcome();
    Path directory = data.directory(terminal);
    if (!AuditReader.exists(directory)) {
      terminal.err().println("No audit log exists in '" + directory + "'.");
    }
    PrintStream out = terminal.out();
    long corrupt;
    if (json) {
      long[] unreadable = new long[1];
      JsonOutput
          .printable(out, generator -> unreadable[0] = write(generator, directory, from, wanted));
      out.println();
      corrupt = unreadable[0];
    } else {
      long[] shown = new long[1];
      corrupt = read(directory, from, wanted, event -> {
        out.println(text(event));
        shown[0]++;
      });
      if (shown[0] == 0 && AuditReader.exists(directory)) {
        terminal.err().println("No events match the options; 'gypsum audit' shows all events.");
      }
    }
    out.flush();
    if (corrupt > 0) {
      terminal.err()
          .println(
              "warning: the audit log contains " + corrupt
                  + " corrupt lines, probably from a crash of the machine");
    }
  }

  private Instant from() {
    try {
      return since == null ? Instant.MIN : PastTime.since(since, clock.instant());
    } catch (GypsumException e) {
      throw new UsageException("--since: " + e.reason(), e);
    }
  }

  private @Nullable Outcome outcome() {
    try {
      return outcome == null ? null : Outcome.parse(outcome);
    } catch (GypsumException e) {
      throw new UsageException("--outcome: " + e.reason(), e);
    }
  }

  private long write(
      JsonGenerator out, Path directory, Instant from, @Nullable Outcome wanted) {
    out.writeStartArray();
    long corrupt = read(directory, from, wanted, event -> event.writeTo(out));
    out.writeEndArray();
    return corrupt;
  }

  /** Returns the number of corrupt lines. */
  private long read(
      Path directory, Instant from, @Nullable Outcome wanted, Consumer<AuditEvent> events) {
    AuditFilter filter = new AuditFilter(user, project, action, wanted);
    try {
      return AuditReader.read(directory, event -> {
        if (filter.selects(event) && event.time().isAfter(from)) {
          events.accept(event);
        }
      });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns one line: time, outcome, action, target, user, client, reason, comment or changes; {@code -} for unknown values. */
  private static String text(AuditEvent event) {
    String names = event.target().text();
    String line =
        String.join(
            "  ", Timestamps.format(event.time()), event.outcome().text(), event.action(),
            names.isEmpty() ? "-" : names, Objects.requireNonNullElse(event.actor().user(), "-"),
            event.actor().client());
    return Stream.concat(
        Stream.of(line, event.reason(), event.actor().comment()),
        event.target().changes().stream())
        .filter(Objects::nonNull)
        .map(Printable::line)
        .collect(Collectors.joining("  "));
  }
}
