package io.gypsum.cli.project;

import io.gypsum.cli.argument.Converters;
import io.gypsum.cli.argument.Place;
import io.gypsum.cli.connection.ClientOptions;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.client.GypsumClient;
import io.gypsum.core.name.AssetVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "approve",
    description = "Makes a version on probation an ordinary one; for owners and administrators.")
public final class ApproveCommand implements Runnable {
  private final Terminal terminal;

  @Mixin ClientOptions options = new ClientOptions();

  @Parameters(paramLabel = "PROJECT/ASSET/VERSION", converter = Converters.ToVersion.class,
      description = "The version.") AssetVersion version;

  public ApproveCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    try (GypsumClient client = options.client(terminal)) {
      client.approveProbation(version);
    }
    options.output(terminal)
        .done(ChangedJson.of(new Place.OfVersion(version)), version + " is published.");
  }
}
