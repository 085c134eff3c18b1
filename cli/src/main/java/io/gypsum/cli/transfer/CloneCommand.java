package io.gypsum.cli.transfer;

import java.nio.file.Path;

import io.gypsum.cli.argument.Converters;
import io.gypsum.cli.argument.FilePlace;
import io.gypsum.cli.connection.ClientOptions;
import io.gypsum.cli.terminal.NamesJson;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.cli.terminal.UsageException;
import io.gypsum.client.GypsumClient;
import io.gypsum.core.name.AssetVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "clone",
    description = "Fills a directory with links to the files of a version, to begin a new version"
        + " with: change what shall change, then 'gypsum put'.")
public final class CloneCommand implements Runnable {
  private final Terminal terminal;

  @Mixin ClientOptions options = new ClientOptions();

  @Parameters(index = "0", paramLabel = "PROJECT/ASSET[/VERSION]",
      converter = Converters.ToFilePlace.class,
      description = "The version; the latest without it.") FilePlace place;

  @Parameters(index = "1", paramLabel = "DIR",
      description = "The directory; made if need be.") Path directory;

  @Option(names = "--no-download",
      description = "Only makes the links; they lead nowhere until 'gypsum get'.") boolean noDownload;

  public CloneCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    if (place.path() != null) {
      throw new UsageException("clone takes whole versions: leave out ':" + place.path() + "'");
    }
    try (GypsumClient client = options.clientWithProgress(terminal)) {
      AssetVersion version = LatestVersion.of(client, place);
      try (InterruptedTransfer _ = InterruptedTransfer.ofThisThread(terminal)) {
        client.cloneVersion(version, directory, !noDownload);
      }
      options.output(terminal)
          .done(
              json -> {
                json.writeStartObject();
                NamesJson.write(json, version);
                json.writeStringProperty("directory", absolute(directory));
                json.writeBooleanProperty("downloaded", !noDownload);
                json.writeEndObject();
              },
              directory + " holds " + version + "; change it, then 'gypsum put " + directory + " "
                  + version.projectAsset() + "/NEW-VERSION'.");
    }
  }

  private static String absolute(Path path) {
    return path.toAbsolutePath().normalize().toString();
  }
}
