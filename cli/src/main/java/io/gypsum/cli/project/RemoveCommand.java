package io.gypsum.cli.project;

import io.gypsum.cli.argument.Converters;
import io.gypsum.cli.argument.Place;
import io.gypsum.cli.connection.ClientOptions;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.client.GypsumClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "rm",
    description = "Deletes a project, an asset or a version with all that is in it, for good; for"
        + " administrators.")
public final class RemoveCommand implements Runnable {
  private final Terminal terminal;

  @Mixin ClientOptions options = new ClientOptions();
  @Mixin DeletionOptions deletion = new DeletionOptions();

  @Parameters(paramLabel = "PROJECT[/ASSET[/VERSION]]", converter = Converters.ToPlace.class,
      description = "What to delete.") Place place;

  public RemoveCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    try (GypsumClient client = options.client(terminal)) {
      deletion.delete(
          options.output(terminal), place, Contents.of(client, place), () -> remove(client));
    }
  }

  private void remove(GypsumClient client) {
    switch (place) {
      case Place.OfProject(var project) -> client.removeProject(project);
      case Place.OfAsset(var asset) -> client.removeAsset(asset);
      case Place.OfVersion(var version) -> client.removeVersion(version);
    }
  }
}
