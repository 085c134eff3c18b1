package io.gypsum.cli.project;

import java.util.ArrayList;
import java.util.List;

import io.gypsum.cli.argument.Converters;
import io.gypsum.cli.connection.ClientOptions;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.client.GypsumClient;
import io.gypsum.core.document.PermissionsChange;
import io.gypsum.core.document.QuotaChange;
import io.gypsum.core.document.Uploader;
import io.gypsum.core.name.ProjectName;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "create", description = "Makes a project; for administrators.")
public final class CreateCommand implements Runnable {
  private final Terminal terminal;

  @Mixin ClientOptions options = new ClientOptions();

  @Parameters(paramLabel = "PROJECT", converter = Converters.ToProject.class,
      description = "Its name.") ProjectName project;

  @Option(names = "--owner", paramLabel = "ID",
      description = "A login or an organisation; repeatable.") List<String> owners =
          new ArrayList<>();

  @Option(names = "--uploader", paramLabel = "UPLOADER", converter = Converters.ToUploader.class,
      description = "JSON or ID[,asset=A][,version=V][,until=TIME][,trusted]; repeatable.") List<
          Uploader> uploaders = new ArrayList<>();

  @Option(names = "--baseline", paramLabel = "SIZE", converter = Converters.ToBytes.class,
      description = "What it may hold this year, such as 10GB or 5GiB. Default: the server's.") @Nullable Long baseline;

  @Option(names = "--growth", paramLabel = "SIZE", converter = Converters.ToBytes.class,
      description = "What is added to that every year.") @Nullable Long growth;

  public CreateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    PermissionsChange permissions =
        new PermissionsChange(
            owners.isEmpty() ? null : owners, uploaders.isEmpty() ? null : uploaders);
    try (GypsumClient client = options.client(terminal)) {
      client.createProject(project, permissions, new QuotaChange(baseline, growth, null));
    }
    options.output(terminal)
        .done(
            ChangedJson.of(project),
            "The project " + project + " is made; 'gypsum put DIR " + project
                + "/ASSET/VERSION' fills it.");
  }
}
