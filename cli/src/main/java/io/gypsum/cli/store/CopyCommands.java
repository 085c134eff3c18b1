package io.gypsum.cli.store;

import java.nio.file.Path;
import java.util.concurrent.Callable;

import io.gypsum.cli.argument.Converters;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.cli.terminal.UsageException;
import io.gypsum.store.ReadStore;
import io.gypsum.store.StoreAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gypsum backup} and {@code gypsum import}. */
public final class CopyCommands {
  private CopyCommands() {}

  @Command(
      name = "backup",
      description = {
          "Copy a store to another one incrementally.",
          "Every copied file is checked against its manifest. An interrupted backup can be run again at any time. Locks, unfinished versions and staged files are not copied.",
          "Accounts, keys and settings of a server are not part of a store: see 'gypsum backup-server'."})
  public static final class BackupCommand implements Callable<Integer> {
    private final Terminal terminal;

    // picocli rejects a command line without required options before it runs the command.
    @SuppressWarnings("NullAway.Init") @Option(names = "--from", paramLabel = "STORE",
        required = true, order = 1, converter = Converters.ToStoreAddress.class,
        description = "Store to copy: file:DIR, s3://BUCKET/PREFIX or the URL of a gypsum server.") StoreAddress from;

    @Mixin CopyRun run = new CopyRun();

    @Option(names = "--delete", order = 20,
        description = "Delete objects from the target that the source no longer has.") boolean delete;

    @Option(names = {"-y", "--yes"}, order = 80,
        description = "Delete without asking for confirmation.") boolean yes;

    public BackupCommand(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() {
      run.requireSeparate("--from", from);
      if (delete && !yes && !run.dryRun
          && !terminal.confirm(
              "Delete from " + run.to + " what " + from + " does not have?", "--yes")) {
        throw new UsageException("cancelled; run without --delete to copy without deleting");
      }
      try (ReadStore source =
          Stores.openSource(run.s3.resolve(from, terminal), run.concurrency())) {
        return run.copyFrom(source, delete, terminal);
      }
    }
  }

  @Command(
      name = "import",
      description = {
          "Copy a directory in gypsum's bucket layout to a store.",
          "Every copied file is checked against its manifest. Symbolic links are skipped, since the manifest describes linked files. An interrupted import can be run again at any time."})
  public static final class ImportCommand implements Callable<Integer> {
    private final Terminal terminal;

    @SuppressWarnings("NullAway.Init") // Required.
    @Parameters(paramLabel = "DIR",
        description = "Directory that contains the projects.") Path directory;

    @Mixin CopyRun run = new CopyRun();

    public ImportCommand(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() {
      StoreAddress from = new StoreAddress.LocalDirectory(directory);
      run.requireSeparate("DIR", from);
      try (ReadStore source = Stores.openSource(from, run.concurrency())) {
        return run.copyFrom(source, false, terminal);
      }
    }
  }
}
