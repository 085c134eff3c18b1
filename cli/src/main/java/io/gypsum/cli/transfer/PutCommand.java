package io.gypsum.cli.transfer;

import java.nio.file.Path;

import io.gypsum.cli.argument.Converters;
import io.gypsum.cli.connection.ClientOptions;
import io.gypsum.cli.terminal.Output;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.client.GypsumClient;
import io.gypsum.client.LinkMode;
import io.gypsum.client.UploadOptions;
import io.gypsum.client.UploadReport;
import io.gypsum.core.name.AssetVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "put",
    description = "Makes a directory a new version. After a failure nothing of it is on the server.")
public final class PutCommand implements Runnable {
  private final Terminal terminal;

  @Mixin ClientOptions options = new ClientOptions();

  @Parameters(index = "0", paramLabel = "DIR", description = "The directory.") Path directory;

  @Parameters(index = "1", paramLabel = "PROJECT/ASSET/VERSION",
      converter = Converters.ToVersion.class,
      description = "The new version; its asset is made if need be.") AssetVersion version;

  @Option(names = "--probation",
      description = "Lets the version wait for an owner's approval.") boolean probation;

  @Option(names = "--no-dedup",
      description = "Sends also what the asset's latest version has already, instead of linking to it.") boolean noDedup;

  @Option(names = "--links", paramLabel = "WHAT", defaultValue = "auto",
      description = "auto: symbolic links into the cache become links, others are followed; always:"
          + " others are refused; never: all are followed.") LinkMode links = LinkMode.AUTO;

  @Option(names = {"-n", "--dry-run"},
      description = "Says what would be sent and changes nothing.") boolean dryRun;

  public PutCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    Output output = options.output(terminal);
    UploadOptions upload =
        UploadOptions.DEFAULTS.withDeduplication(!noDedup)
            .withLinks(links)
            .withProbation(probation);
    try (GypsumClient client = options.clientWithProgress(terminal)) {
      if (dryRun) {
        UploadReport report = UploadForecast.of(client, version, directory, upload);
        PutResult result = new PutResult(version, report, probation, true);
        output.done(result, result.sentence());
      } else {
        UploadReport report;
        try (InterruptedTransfer _ = InterruptedTransfer.ofThisThread(terminal)) {
          report = client.uploadDirectory(version, directory, upload);
        }
        boolean onProbation = client.fetchSummary(version).isOnProbation();
        PutResult result = new PutResult(version, report, onProbation, false);
        output.done(result, result.sentence());
      }
    }
  }
}
