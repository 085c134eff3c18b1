package io.gypsum.cli.project;

import io.gypsum.cli.argument.Converters;
import io.gypsum.cli.argument.ResourceName;
import io.gypsum.cli.client.ClientOptions;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.cli.terminal.UsageException;
import io.gypsum.client.GypsumClient;
import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Rejection;
import io.gypsum.core.name.AssetVersion;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gypsum approve} and {@code gypsum reject}. */
public final class ProbationCommands {
  private ProbationCommands() {}

  @Command(
      name = "approve",
      description = "Approve a version on probation (owners, administrators).")
  public static final class ApproveCommand implements Runnable {
    private final Terminal terminal;

    @Mixin ClientOptions options = new ClientOptions();

    @Parameters(paramLabel = "PROJECT/ASSET/VERSION", converter = Converters.ToVersion.class,
        description = "Version to publish.") AssetVersion version;

    public ApproveCommand(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public void run() {
      try (GypsumClient client = options.client(terminal)) {
        client.approveProbation(version);
      }
      options.output(terminal)
          .done(new ResourceName.OfVersion(version).toJson(), version + " is published.");
    }
  }

  @Command(
      name = "reject",
      description = "Reject and delete a version on probation (owners, administrators, its uploader).")
  public static final class RejectCommand implements Runnable {
    private final Terminal terminal;

    @Mixin ClientOptions options = new ClientOptions();

    @Mixin DeleteCommand.DeletionOptions deletion = new DeleteCommand.DeletionOptions();

    @Parameters(paramLabel = "PROJECT/ASSET/VERSION", converter = Converters.ToVersion.class,
        description = "Version to delete.") AssetVersion version;

    @Option(names = "--reason", paramLabel = "TEXT",
        description = "Tell the uploader why; the audit log of the server keeps the text.") @Nullable String reason;

    public RejectCommand(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public void run() {
      Rejection rejection = rejection();
      try (GypsumClient client = options.client(terminal)) {
        if (deletion.dryRun && !client.fetchSummary(version).isOnProbation()) {
          throw GypsumException.invalid("version '" + version + "' is not on probation");
        }
        deletion.delete(
            options.output(terminal),
            new DeleteCommand.Deletion(new ResourceName.OfVersion(version), "", null),
            () -> reject(client, rejection));
      }
    }

    private Rejection rejection() {
      try {
        return new Rejection(reason);
      } catch (GypsumException e) {
        throw new UsageException("--reason: " + e.reason(), e);
      }
    }

    private void reject(GypsumClient client, Rejection rejection) {
      String text = rejection.reason();
      if (text == null) {
        client.rejectProbation(version);
      } else {
        client.rejectProbation(version, text);
      }
    }
  }
}
