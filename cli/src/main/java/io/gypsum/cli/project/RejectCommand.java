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
    name = "reject",
    description = "Deletes a version on probation; for owners, administrators and who uploaded it.")
public final class RejectCommand implements Runnable {
  private final Terminal terminal;

  @Mixin ClientOptions options = new ClientOptions();
  @Mixin DeletionOptions deletion = new DeletionOptions();

  @Parameters(paramLabel = "PROJECT/ASSET/VERSION", converter = Converters.ToVersion.class,
      description = "The version.") AssetVersion version;

  public RejectCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    try (GypsumClient client = options.client(terminal)) {
      deletion.delete(
          options.output(terminal), new Place.OfVersion(version), "",
          () -> client.rejectProbation(version));
    }
  }
}
