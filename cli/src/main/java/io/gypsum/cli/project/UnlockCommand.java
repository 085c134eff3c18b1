package io.gypsum.cli.project;

import io.gypsum.cli.argument.Converters;
import io.gypsum.cli.connection.ClientOptions;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.client.GypsumClient;
import io.gypsum.core.name.ProjectName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "unlock",
    description = "Ends whatever has locked a project, such as an upload that was never completed;"
        + " for owners and administrators.")
public final class UnlockCommand implements Runnable {
  private final Terminal terminal;

  @Mixin ClientOptions options = new ClientOptions();

  @Parameters(paramLabel = "PROJECT", converter = Converters.ToProject.class,
      description = "The project.") ProjectName project;

  public UnlockCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    try (GypsumClient client = options.client(terminal)) {
      client.unlockProject(project);
    }
    options.output(terminal).done(ChangedJson.of(project), project + " is not locked any more.");
  }
}
