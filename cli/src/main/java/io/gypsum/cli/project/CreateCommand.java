package io.gypsum.cli.project;

import java.util.ArrayList;
import java.util.List;

import io.gypsum.cli.argument.ArgumentParsers;
import io.gypsum.cli.argument.Converters;
import io.gypsum.cli.argument.ResourceName;
import io.gypsum.cli.client.ClientOptions;
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

@Command(name = "create", description = "Create a project (administrators).")
public final class CreateCommand implements Runnable {
  private final Terminal terminal;

  @Mixin ClientOptions options = new ClientOptions();

  @Parameters(paramLabel = "PROJECT", converter = Converters.ToProject.class,
      description = "Name of the project.") ProjectName project;

  @Option(names = "--owner", paramLabel = "ID",
      description = "Login or organization of an owner; repeatable.") List<String> owners =
          new ArrayList<>();

  @Option(names = "--uploader", paramLabel = "UPLOADER", converter = Converters.ToUploader.class,
      description = "Uploader as JSON or " + ArgumentParsers.UPLOADER_FORM + "; repeatable.") List<
          Uploader> uploaders = new ArrayList<>();

  @Option(names = "--baseline", paramLabel = "SIZE", converter = Converters.ToBytes.class,
      description = "Quota of the baseline year, such as 10GB or 5GiB (default: set by the server).") @Nullable Long baseline;

  @Option(names = "--growth", paramLabel = "SIZE", converter = Converters.ToBytes.class,
      description = "Increase of the quota for each year after the baseline year (default: set by the server).") @Nullable Long growth;

  @Option(names = "--year", paramLabel = "YEAR",
      description = "The baseline year (default: this year).") @Nullable Integer year;

  public CreateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    PermissionsChange permissions =
        new PermissionsChange(
            owners.isEmpty() ? null : owners, uploaders.isEmpty() ? null : uploaders);
    try (GypsumClient client = options.client(terminal)) {
      client.createProject(project, permissions, new QuotaChange(baseline, growth, year));
    }
    options.output(terminal)
        .done(
            new ResourceName.OfProject(project).toJson(),
            "Created project " + project + ". Upload to it with 'gypsum put DIR " + project
                + "/ASSET/VERSION'.");
  }
}
