package io.gypsum.cli.store;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import io.gypsum.cli.argument.Converters;
import io.gypsum.cli.terminal.ExitCode;
import io.gypsum.cli.terminal.HumanText;
import io.gypsum.cli.terminal.Output;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.cli.terminal.UsageException;
import io.gypsum.core.Timestamps;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.store.ReadStore;
import io.gypsum.store.Store;
import io.gypsum.store.StoreAddress;
import io.gypsum.store.purge.Purge;
import io.gypsum.store.purge.Purge.PurgeResult;
import io.gypsum.store.purge.PurgeAges;
import io.gypsum.store.purge.PurgeAges.Reason;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JsonGenerator;

@Command(
    name = "purge",
    description = {
        "Delete old versions on probation and old unfinished uploads from a store.",
        "Published versions are never deleted. Servers may be running; locked projects are"
            + " skipped until the next run."},
    footer = {"", "Exit code 0 unless a document could not be read."})
public final class PurgeCommand implements Callable<Integer> {
  private static final int READERS = 8;
  private static final Duration MIN_AGE = Duration.ofDays(1);
  private static final Duration MAX_AGE = Duration.ofDays(36_500);

  private final Terminal terminal;

  // picocli rejects a command line without required parameters before it runs the command.
  @SuppressWarnings("NullAway.Init") @Parameters(paramLabel = "STORE",
      converter = Converters.ToStoreAddress.class,
      description = "Store to purge: file:DIR or s3://BUCKET/PREFIX.") StoreAddress address;

  @Option(names = "--probation", paramLabel = "AGE", order = 1,
      converter = Converters.ToDuration.class,
      description = "Delete versions on probation whose upload finished more than AGE ago,"
          + " such as 90d.") @Nullable Duration probation;

  @Option(names = "--uploads", paramLabel = "AGE", order = 2,
      converter = Converters.ToDuration.class,
      description = "Delete uploads that started more than AGE ago, such as 7d, and were neither"
          + " completed nor aborted.") @Nullable Duration uploads;

  @Option(names = {"-n", "--dry-run"}, order = 81,
      description = "Print what would be deleted, without deleting anything.") boolean dryRun;

  @Option(names = {"-y", "--yes"}, order = 80,
      description = "Delete without asking for confirmation.") boolean yes;

  @Mixin S3Options s3 = new S3Options();

  @Option(names = "--json", order = 94,
      description = "Print one JSON document on stdout.") boolean json;

  @Option(names = {"-q", "--quiet"}, order = 95,
      description = "Print errors only.") boolean quiet;

  public PurgeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (probation == null && uploads == null) {
      throw new UsageException(
          "nothing to purge: set --probation AGE, --uploads AGE or both, such as --probation 90d");
    }
    requireSensible("--probation", probation);
    requireSensible("--uploads", uploads);
    Stores.requireWritable(address);
    if (!dryRun && !yes
        && !terminal.confirm(
            "Delete old unpublished versions from " + address + " permanently?", "--yes")) {
      throw new UsageException("cancelled; nothing was deleted");
    }
    Output output = new Output(terminal, json, quiet);
    PurgeReport report = new PurgeReport(dryRun, new ArrayList<>());
    Purge purge =
        new Purge(
            new PurgeAges(probation, uploads), InstantSource.system(), new SecureRandom());
    Purge.PurgeListener listener = result -> {
      report.results.add(result);
      if (!json) {
        print(result);
      }
    };
    if (dryRun) {
      try (ReadStore store = Stores.openSource(s3.resolve(address, terminal), READERS)) {
        purge.rehearse(store, listener);
      }
    } else {
      try (Store store = Stores.openExisting(s3.resolve(address, terminal))) {
        purge.run(store, listener);
      }
    }
    output.done(report, report.message());
    return report.hasProblems() ? ExitCode.FAILED : ExitCode.OK;
  }

  /** An upload that runs for a day is not abandoned; a smaller age is probably a mistake. */
  private static void requireSensible(String option, @Nullable Duration age) {
    if (age != null && (age.compareTo(MIN_AGE) < 0 || age.compareTo(MAX_AGE) > 0)) {
      throw new UsageException(
          "invalid value '" + age + "' for " + option + ": expected an age from 1d to 36500d");
    }
  }

  private void print(PurgeResult result) {
    switch (result) {
      case PurgeResult.Purged purged -> {
        if (!quiet) {
          terminal.out()
              .println(
                  purged.version() + "  " + name(purged.reason()) + " since "
                      + Timestamps.format(since(purged)) + ", by '"
                      + purged.summary().uploadUserId() + "'");
        }
      }
      case PurgeResult.Locked locked -> {
        if (!quiet) {
          terminal.err().println("kept '" + locked.version() + "': " + locked.problem());
        }
      }
      case PurgeResult.Unreadable unreadable -> terminal.err()
          .println("kept '" + unreadable.version() + "': " + unreadable.problem());
    }
  }

  private static String name(Reason reason) {
    return switch (reason) {
      case PROBATION -> "on probation";
      case UNFINISHED_UPLOAD -> "unfinished upload";
    };
  }

  private static Instant since(PurgeResult.Purged purged) {
    Instant finish = purged.summary().uploadFinish();
    return finish == null ? purged.summary().uploadStart() : finish;
  }

  /** All results of a run, as JSON or as a message. */
  private record PurgeReport(boolean dryRun, List<PurgeResult> results) implements JsonWritable {
    boolean hasProblems() {
      return results.stream().anyMatch(PurgeResult.Unreadable.class::isInstance);
    }

    String message() {
      long purged = results.stream().filter(PurgeResult.Purged.class::isInstance).count();
      return (dryRun ? "Would delete " : "Deleted ") + HumanText.count(purged, "version")
          + "; kept "
          + (results.size() - purged) + " in locked projects or with unreadable documents.";
    }

    @Override
    public void writeTo(JsonGenerator out) {
      out.writeStartObject();
      out.writeBooleanProperty("dry_run", dryRun);
      out.writeName("versions").writeStartArray();
      results.forEach(result -> write(result, out));
      out.writeEndArray();
      out.writeEndObject();
    }

    private static void write(PurgeResult result, JsonGenerator out) {
      out.writeStartObject();
      switch (result) {
        case PurgeResult.Purged purged -> {
          out.writeStringProperty("version", purged.version().toString());
          out.writeStringProperty("outcome", "deleted");
          out.writeStringProperty(
              "reason", purged.reason() == Reason.PROBATION ? "probation" : "unfinished-upload");
          out.writeStringProperty("since", Timestamps.format(since(purged)));
          out.writeStringProperty("user", purged.summary().uploadUserId());
        }
        case PurgeResult.Locked locked -> {
          out.writeStringProperty("version", locked.version().toString());
          out.writeStringProperty("outcome", "locked");
          out.writeStringProperty("problem", locked.problem());
        }
        case PurgeResult.Unreadable unreadable -> {
          out.writeStringProperty("version", unreadable.version().toString());
          out.writeStringProperty("outcome", "unreadable");
          out.writeStringProperty("problem", unreadable.problem());
        }
      }
      out.writeEndObject();
    }
  }
}
