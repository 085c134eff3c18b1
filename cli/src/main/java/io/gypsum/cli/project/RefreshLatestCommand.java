package io.gypsum.cli.project;

import java.util.Optional;

import io.gypsum.cli.argument.Converters;
import io.gypsum.cli.connection.ClientOptions;
import io.gypsum.cli.terminal.NamesJson;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.client.GypsumClient;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.VersionName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "latest", description = "Finds out anew which version of an asset is the latest.")
final class RefreshLatestCommand implements Runnable {
  private final Terminal terminal;

  @Mixin ClientOptions options = new ClientOptions();

  @Parameters(paramLabel = "PROJECT/ASSET", converter = Converters.ToAsset.class,
      description = "The asset.") ProjectAsset asset;

  RefreshLatestCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    try (GypsumClient client = options.client(terminal)) {
      Optional<VersionName> latest = client.refreshLatest(asset);
      options.output(terminal)
          .print(
              json -> {
                json.writeStartObject();
                NamesJson.write(json, asset);
                json.writeStringProperty("latest", latest.map(VersionName::value).orElse(null));
                json.writeEndObject();
              },
              out -> out
                  .println("latest     " + latest.map(VersionName::value).orElse("none")));
    }
  }
}
