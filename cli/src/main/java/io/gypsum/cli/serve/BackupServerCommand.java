package io.gypsum.cli.serve;

import java.nio.file.Path;
import java.util.List;

import io.gypsum.cli.terminal.Terminal;
import io.gypsum.server.backup.ServerBackup;
import io.gypsum.server.settings.SettingsSources;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "backup-server",
    description = {
        "Copy the accounts, the signing key and the settings file of a server to a directory.",
        "The copy is readable by its owner only and is not encrypted. The files of the bucket are copied"
            + " by 'gypsum backup'; secrets in environment variables are not copied."})
public final class BackupServerCommand implements Runnable {
  private final Terminal terminal;

  // picocli rejects a command line without required options before it runs the command.
  @SuppressWarnings("NullAway.Init") @Option(names = "--to", paramLabel = "DIR", required = true,
      description = "Directory to copy to, which is created if it does not exist.") Path to;

  @Mixin ServerDataOptions data = new ServerDataOptions();

  @Option(names = {"-q", "--quiet"}, description = "Print errors only.") boolean quiet;

  public BackupServerCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    SettingsSources sources = data.sources(terminal);
    @Nullable Path settings = sources.file();
    List<String> copied =
        new ServerBackup(data.directory(terminal), settings).copyTo(to.toAbsolutePath());
    if (!quiet) {
      terminal.err()
          .println(
              "Copied " + String.join(", ", copied) + " to '" + to + "'."
                  + (settings == null
                      ? " The server has no settings file, or --config is missing."
                      : ""));
    }
  }
}
