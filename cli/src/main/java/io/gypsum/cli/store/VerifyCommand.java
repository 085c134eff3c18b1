package io.gypsum.cli.store;

import java.util.concurrent.Callable;

import io.gypsum.cli.argument.Converters;
import io.gypsum.cli.terminal.ExitCode;
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

@Command(
    name = "verify",
    description = "Check a store for missing, corrupt, stale or orphaned objects.",
    footer = {"", "Exit code 0 if there are no findings, 1 otherwise."})
public final class VerifyCommand implements Callable<Integer> {
  private static final int MAX_CONCURRENCY = 256;

  private final Terminal terminal;

  // picocli rejects a command line without required parameters before it runs the command.
  @SuppressWarnings("NullAway.Init") @Parameters(paramLabel = "STORE",
      converter = Converters.ToStoreAddress.class,
      description = "Store to check: file:DIR, s3://BUCKET/PREFIX or the URL of a gypsum server.") StoreAddress address;

  @Option(names = "--project", paramLabel = "PROJECT", order = 1,
      converter = Converters.ToProject.class,
      description = "Check this project only.") @Nullable ProjectName project;

  @Option(names = "--deep", order = 2,
      description = "Read every file and check its MD5, instead of sizes only.") boolean deep;

  @Option(names = "--concurrency", paramLabel = "NUMBER", order = 3, defaultValue = "8",
      description = "Number of objects to check at the same time (default: ${DEFAULT-VALUE}).") int concurrency;

  @Option(names = "--repair", order = 4,
      description = "Print which derived documents (..usage, ..latest, ..links) would be rewritten;"
          + " with --yes, rewrite them.") boolean repair;

  @Option(names = {"-y", "--yes"}, order = 5,
      description = "Rewrite the documents that --repair prints.") boolean yes;

  @Mixin S3Options s3 = new S3Options();

  @Option(names = "--json", order = 94,
      description = "Print one JSON document on stdout.") boolean json;

  @Option(names = {"-q", "--quiet"}, order = 95,
      description = "Print findings and errors only.") boolean quiet;

  public VerifyCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (yes && !repair) {
      throw new UsageException("--yes requires --repair");
    }
    Output output = new Output(terminal, json, quiet);
    int readers = Math.clamp(concurrency, 1, MAX_CONCURRENCY);
    VerifyOptions options =
        VerifyOptions.DEFAULTS.withDeep(deep).withProject(project).withConcurrency(readers);
    VerifyReport report = repair ? repair(output, options) : check(output, options);
    if (!json) {
      output.info(VerifyOutput.message(report));
    }
    return report.isClean() ? ExitCode.OK : ExitCode.FAILED;
  }

  private VerifyReport check(Output output, VerifyOptions options) {
    try (ReadStore store =
        Stores.openSource(s3.resolve(address, terminal), options.concurrency())) {
      return VerifyOutput.print(
          output, repair,
          listener -> new VerifyOutput.VerifyResult(
              new Verifier(store, options, listener).verify(), null));
    }
  }

  private VerifyReport repair(Output output, VerifyOptions options) {
    Stores.requireWritable(address);
    if (!yes) {
      return check(output, options);
    }
    try (Store store = Stores.openExisting(s3.resolve(address, terminal))) {
      return VerifyOutput.print(output, true, listener -> {
        RepairListener repairs = new RepairListener(listener, new ProjectRepair(store, options));
        return new VerifyOutput.VerifyResult(
            new Verifier(store, options, repairs).verify(), repairs);
      });
    }
  }
}
