package io.gypsum.cli.project;

import io.gypsum.cli.argument.Converters;
import io.gypsum.cli.argument.ResourceName;
import io.gypsum.cli.client.ClientOptions;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.client.GypsumClient;
import io.gypsum.core.name.ProjectName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "unlock",
    description = {
        "Release the lock of a project (owners, administrators).",
        "An unfinished upload is aborted; a committed operation is completed."})
public final class UnlockCommand implements Runnable {
  private final Terminal terminal;

  @Mixin ClientOptions options = new ClientOptions();

  @Parameters(paramLabel = "PROJECT", converter = Converters.ToProject.class,
      description = "Name of the project.") ProjectName project;

  public UnlockCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    boolean isLocked;
    try (GypsumClient client = options.client(terminal)) {
      // Servers report success for a project that is not locked, too.
      isLocked = client.isLocked(project);
      client.unlockProject(project);
      // Servers report success for a project that does not exist, but fetching its permissions fails.
      var _ = client.fetchPermissions(project);
    }
    options.output(terminal)
        .done(
            json -> {
              json.writeStartObject();
              new ResourceName.OfProject(project).writeProperties(json);
              json.writeBooleanProperty("unlocked", isLocked);
              json.writeEndObject();
            },
            isLocked
                ? "Unlocked project " + project + "."
                : "Project " + project + " was not locked.");
  }
}
