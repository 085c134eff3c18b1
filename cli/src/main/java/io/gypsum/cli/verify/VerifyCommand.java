package io.gypsum.cli.verify;

import java.util.concurrent.Callable;

import io.gypsum.cli.argument.Converters;
import io.gypsum.cli.store.S3Options;
import io.gypsum.cli.store.Stores;
import io.gypsum.cli.terminal.Output;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.cli.terminal.UsageException;
import io.gypsum.core.name.ProjectName;
import io.gypsum.store.ReadStore;
import io.gypsum.store.Store;
import io.gypsum.store.StoreAddress;
import io.gypsum.store.verify.ProjectRepair;
import io.gypsum.store.verify.Verifier;
import io.gypsum.store.verify.VerifyOptions;
import io.gypsum.store.verify.VerifyReport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells whether a bucket is whole. */
@Command(
    name = "verify",
    description = "Holds a whole store against its own documents and tells of all that is missing, damaged,"
        + " stale or out of place.",
    footer = {"", "Exit code 0 when nothing is wrong, 1 when something is."})
public final class VerifyCommand implements Callable<Integer> {
  private static final int OK = 0;
  private static final int DAMAGED = 1;
  private static final int MOST_CONCURRENT = 256;

  private final Terminal terminal;

  // What is required is there before anything runs.
  @SuppressWarnings("NullAway.Init") @Parameters(paramLabel = "STORE",
      converter = Converters.ToStoreAddress.class,
      description = "What is looked at: file:DIR, s3://BUCKET/PREFIX, or the address of a gypsum server.") StoreAddress place;

  @Option(names = "--project", paramLabel = "PROJECT", order = 1,
      converter = Converters.ToProject.class,
      description = "The only project to look at.") @Nullable ProjectName project;

  @Option(names = "--deep", order = 2,
      description = "Reads every file and computes its MD5, too.") boolean deep;

  @Option(names = "--concurrency", paramLabel = "NUMBER", order = 3, defaultValue = "8",
      description = "How many objects are looked at at once. Default: ${DEFAULT-VALUE}.") int concurrency;

  @Option(names = "--repair", order = 4,
      description = "Says what would be written where that follows from other documents (..usage,"
          + " ..latest, ..links); with --yes writes it.") boolean repair;

  @Option(names = {"-y", "--yes"}, order = 5,
      description = "With --repair: writes.") boolean yes;

  @Mixin S3Options s3 = new S3Options();

  @Option(names = "--json", order = 94,
      description = "Prints one JSON document for programs.") boolean json;

  @Option(names = {"-q", "--quiet"}, order = 95,
      description = "No closing sentence.") boolean quiet;

  public VerifyCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (yes && !repair) {
      throw new UsageException("--yes says yes to --repair, which is not there");
    }
    Output output = new Output(terminal, json, quiet);
    int readers = Math.clamp(concurrency, 1, MOST_CONCURRENT);
    VerifyOptions options =
        VerifyOptions.DEFAULTS.withDeep(deep).withProject(project).withConcurrency(readers);
    VerifyReport report = repair ? repair(output, options) : look(output, options);
    if (!json) {
      output.say(ReportText.sentence(report));
    }
    return report.isClean() ? OK : DAMAGED;
  }

  private VerifyReport look(Output output, VerifyOptions options) {
    try (ReadStore store = Stores.openForReading(
        s3.resolve(place, terminal), options.concurrency())) {
      return FindingsOutput.print(
          output, repair,
          listener -> new Verified(new Verifier(store, options, listener).verify(), null));
    }
  }

  private VerifyReport repair(Output output, VerifyOptions options) {
    Stores.requireWritable(place);
    if (!yes) {
      return look(output, options);
    }
    try (Store store = Stores.openExisting(s3.resolve(place, terminal))) {
      return FindingsOutput.print(output, true, listener -> {
        Mending mending = new Mending(listener, new ProjectRepair(store, options));
        return new Verified(new Verifier(store, options, mending).verify(), mending);
      });
    }
  }
}
