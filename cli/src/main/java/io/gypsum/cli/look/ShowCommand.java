package io.gypsum.cli.look;

import io.gypsum.cli.argument.Converters;
import io.gypsum.cli.argument.Place;
import io.gypsum.cli.connection.ClientOptions;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.client.GypsumClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows all that is known of one place. */
@Command(
    name = "show",
    description = "Shows a project's permissions, quota and usage, an asset's latest version, or a"
        + " version's summary and totals.")
public final class ShowCommand implements Runnable {
  private final Terminal terminal;

  @Mixin ClientOptions options = new ClientOptions();

  @Parameters(paramLabel = "PROJECT[/ASSET[/VERSION]]", converter = Converters.ToPlace.class,
      description = "What to show.") Place place;

  public ShowCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    try (GypsumClient client = options.client(terminal)) {
      View view = switch (place) {
        case Place.OfProject(var project) -> ProjectView.of(client, project);
        case Place.OfAsset(var asset) -> AssetView.of(client, asset);
        case Place.OfVersion(var version) -> VersionView.of(client, version);
      };
      options.output(terminal).print(view, view::printTo);
    }
  }
}
