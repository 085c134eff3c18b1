package io.gypsum.cli.project;

import io.gypsum.cli.argument.Converters;
import io.gypsum.cli.connection.ClientOptions;
import io.gypsum.cli.terminal.Sizes;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.client.GypsumClient;
import io.gypsum.core.document.Usage;
import io.gypsum.core.name.ProjectName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "usage", description = "Counts anew how much a project's files take.")
final class RefreshUsageCommand implements Runnable {
  private final Terminal terminal;

  @Mixin ClientOptions options = new ClientOptions();

  @Parameters(paramLabel = "PROJECT", converter = Converters.ToProject.class,
      description = "The project.") ProjectName project;

  RefreshUsageCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    try (GypsumClient client = options.client(terminal)) {
      Usage usage = client.refreshUsage(project);
      options.output(terminal)
          .print(
              usage,
              out -> out.println("usage      " + Sizes.bytes(usage.totalBytes())));
    }
  }
}
