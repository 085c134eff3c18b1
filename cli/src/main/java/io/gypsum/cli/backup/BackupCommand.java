package io.gypsum.cli.backup;

import java.util.concurrent.Callable;

import io.gypsum.cli.argument.Converters;
import io.gypsum.cli.store.Stores;
import io.gypsum.cli.terminal.Confirmation;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.cli.terminal.UsageException;
import io.gypsum.store.ReadStore;
import io.gypsum.store.StoreAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "backup",
    description = "Copies what a store has and another has not, checking every file against its manifest."
        + " May be stopped at any moment and run again. Locks, unfinished versions and files that"
        + " are just arriving are not copied.")
public final class BackupCommand implements Callable<Integer> {
  private final Terminal terminal;

  // What is required is there before anything runs.
  @SuppressWarnings("NullAway.Init") @Option(names = "--from", paramLabel = "STORE",
      required = true, order = 1, converter = Converters.ToStoreAddress.class,
      description = "What is copied: file:DIR, s3://BUCKET/PREFIX, or the address of a gypsum"
          + " server.") StoreAddress from;

  @Mixin BackupRun run = new BackupRun();

  @Option(names = "--delete", order = 20,
      description = "Also removes from the target what the source no longer has.") boolean delete;

  @Option(names = {"-y", "--yes"}, order = 80,
      description = "Does not ask before deleting.") boolean yes;

  public BackupCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (from.equals(run.to)) {
      throw new UsageException("--from and --to are the same store: name another for the copy");
    }
    if (delete && !yes && !run.dryRun
        && !Confirmation.ask(
            terminal, "Delete from " + run.to + " what " + from + " does not have?", "--yes")) {
      throw new UsageException("nothing was done; without --delete nothing is deleted");
    }
    try (ReadStore source =
        Stores.openForReading(run.s3.resolve(from, terminal), run.threads())) {
      return run.run(terminal, source, delete);
    }
  }
}
