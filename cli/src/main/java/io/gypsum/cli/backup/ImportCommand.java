package io.gypsum.cli.backup;

import java.nio.file.Path;
import java.util.concurrent.Callable;

import io.gypsum.cli.store.Stores;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.core.GypsumException;
import io.gypsum.store.ReadStore;
import io.gypsum.store.StoreAddress;
import io.gypsum.store.backup.Backup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "import",
    description = "Copies a directory that another gypsum-like program laid out into a store, checking every"
        + " file against its manifest. Symbolic links are left out: a file that is another one is in"
        + " the manifest. May be stopped at any moment and run again.")
public final class ImportCommand implements Callable<Integer> {
  private final Terminal terminal;

  @SuppressWarnings("NullAway.Init") // Required.
  @Parameters(paramLabel = "DIR",
      description = "The directory that has the projects.") Path directory;

  @Mixin BackupRun run = new BackupRun();

  public ImportCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    StoreAddress from = new StoreAddress.LocalDirectory(directory);
    try (ReadStore source =
        Stores.openForReading(from, run.threads())) {
      if (!Backup.hasAnything(source)) {
        throw GypsumException.invalid(
            "'" + directory
                + "' is not in the layout of gypsum: there is no PROJECT/..permissions and"
                + " no PROJECT/ASSET/VERSION/..summary in it; name the directory that has the"
                + " projects");
      }
      return run.run(terminal, source, false);
    }
  }
}
