package io.gypsum.cli.transfer;

import java.nio.file.Path;

import io.gypsum.cli.argument.Converters;
import io.gypsum.cli.argument.FileReference;
import io.gypsum.cli.argument.ResourceName;
import io.gypsum.cli.client.ClientOptions;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.cli.terminal.UsageException;
import io.gypsum.client.CloneOptions;
import io.gypsum.client.GypsumClient;
import io.gypsum.core.name.AssetVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "clone",
    description = {
        "Create links to the files of a version, as a starting point for a new version.",
        "Replace the files that change, then run 'gypsum put'. Files that are still links are not uploaded again."})
public final class CloneCommand implements Runnable {
  private final Terminal terminal;

  @Mixin ClientOptions options = new ClientOptions();

  @Parameters(index = "0", paramLabel = "PROJECT/ASSET[/VERSION]",
      converter = Converters.ToFileReference.class,
      description = "Version to clone (default: the latest version).") FileReference reference;

  @Parameters(index = "1", paramLabel = "DIR",
      description = "Directory to create the links in. It is created if it does not exist.") Path directory;

  @Option(names = "--no-download",
      description = "Create the links without downloading the files. They dangle until 'gypsum get' downloads the files.") boolean noDownload;

  public CloneCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    if (reference.path() != null) {
      throw new UsageException(
          "clone expects a whole version: remove ':" + reference.path() + "'");
    }
    try (GypsumClient client = options.clientWithProgress(terminal)) {
      AssetVersion version = reference.resolve(client);
      try (TransferInterrupt _ = TransferInterrupt.ofDownload(terminal)) {
        client.cloneVersion(
            version, directory, CloneOptions.DEFAULTS.withDownload(!noDownload));
      }
      options.output(terminal)
          .done(
              json -> {
                json.writeStartObject();
                ResourceName.writeProperties(json, version);
                json.writeStringProperty(
                    "directory", directory.toAbsolutePath().normalize().toString());
                json.writeBooleanProperty("downloaded", !noDownload);
                json.writeEndObject();
              },
              "Cloned " + version + " into '" + directory
                  + "'. Replace files instead of editing them in place, then run 'gypsum put "
                  + directory + " " + version.projectAsset() + "/NEW-VERSION'.");
    }
  }
}
