package io.gypsum.cli.project;

import java.util.Optional;

import io.gypsum.cli.argument.Converters;
import io.gypsum.cli.argument.MissingAsset;
import io.gypsum.cli.argument.ResourceName;
import io.gypsum.cli.client.ClientOptions;
import io.gypsum.cli.terminal.HumanText;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.client.GypsumClient;
import io.gypsum.core.document.Usage;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.name.VersionName;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code gypsum refresh latest} and {@code gypsum refresh usage}. */
@Command(
    name = "refresh",
    synopsisSubcommandLabel = "COMMAND",
    description = "Recompute the usage of a project or the latest version of an asset (administrators).")
public final class RefreshCommand {
  private RefreshCommand() {}

  public static CommandLine create(Terminal terminal) {
    return new CommandLine(new RefreshCommand())
        .addSubcommand(new RefreshLatest(terminal))
        .addSubcommand(new RefreshUsage(terminal));
  }

  @Command(name = "latest", description = "Recompute the latest version of an asset.")
  private static final class RefreshLatest implements Runnable {
    private final Terminal terminal;

    @Mixin ClientOptions options = new ClientOptions();

    @Parameters(paramLabel = "PROJECT/ASSET", converter = Converters.ToAsset.class,
        description = "Name of the asset.") ProjectAsset asset;

    RefreshLatest(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public void run() {
      try (GypsumClient client = options.client(terminal)) {
        Optional<VersionName> latest = client.refreshLatest(asset);
        if (latest.isEmpty() && client.listVersions(asset).isEmpty()) {
          throw MissingAsset.failure(client, asset);
        }
        options.output(terminal)
            .print(
                json -> {
                  json.writeStartObject();
                  ResourceName.writeProperties(json, asset);
                  json.writeStringProperty("latest", latest.map(VersionName::value).orElse(null));
                  json.writeEndObject();
                },
                out -> out
                    .println("latest     " + latest.map(VersionName::value).orElse("none")));
      }
    }
  }

  @Command(name = "usage", description = "Recompute the usage of a project.")
  private static final class RefreshUsage implements Runnable {
    private final Terminal terminal;

    @Mixin ClientOptions options = new ClientOptions();

    @Parameters(paramLabel = "PROJECT", converter = Converters.ToProject.class,
        description = "Name of the project.") ProjectName project;

    RefreshUsage(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public void run() {
      try (GypsumClient client = options.client(terminal)) {
        Usage usage = client.refreshUsage(project);
        options.output(terminal)
            .print(
                usage,
                out -> out.println("usage      " + HumanText.bytes(usage.totalBytes())));
      }
    }
  }
}
