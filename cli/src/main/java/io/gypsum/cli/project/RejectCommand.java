package io.gypsum.cli.project;

import io.gypsum.cli.argument.Converters;
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
    if (deletion.mayDelete(options.output(terminal), ChangedJson.of(version), version.toString())) {
      try (GypsumClient client = options.client(terminal)) {
        client.rejectProbation(version);
      }
      options.output(terminal).done(ChangedJson.of(version), version + " is deleted.");
    }
  }
}
