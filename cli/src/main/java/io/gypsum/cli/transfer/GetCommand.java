package io.gypsum.cli.transfer;

import java.nio.file.Path;

import io.gypsum.cli.argument.Converters;
import io.gypsum.cli.argument.FilePlace;
import io.gypsum.cli.connection.ClientOptions;
import io.gypsum.cli.terminal.NamesJson;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.client.GypsumClient;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "get",
    description = "Brings a version, or one file of it, into the cache and prints where it is there."
        + " What is there already is not fetched again.",
    footer = {"", "The first ':' begins the path: gypsum get my-project/counts/v1:raw/counts.tsv"})
public final class GetCommand implements Runnable {
  private final Terminal terminal;

  @Mixin ClientOptions options = new ClientOptions();

  @Parameters(paramLabel = "PROJECT/ASSET[/VERSION][:PATH]",
      converter = Converters.ToFilePlace.class,
      description = "What to get; of the latest version when none is named.") FilePlace place;

  @Option(names = "--to", paramLabel = "DIR",
      description = "Puts it into DIR instead; nothing that is there is overwritten.") @Nullable Path directory;

  public GetCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    try (GypsumClient client = options.clientWithProgress(terminal)) {
      AssetVersion version = LatestVersion.of(client, place);
      Path local;
      try (InterruptedTransfer _ = InterruptedTransfer.ofThisThread(terminal)) {
        local = bring(client, version).toAbsolutePath().normalize();
      }
      options.output(terminal)
          .print(
              json -> {
                json.writeStartObject();
                NamesJson.write(json, version);
                UserPath path = place.path();
                json.writeStringProperty("path", path == null ? null : path.value());
                json.writeStringProperty("local", local.toString());
                json.writeEndObject();
              },
              out -> out.println(local));
    }
  }

  private Path bring(GypsumClient client, AssetVersion version) {
    UserPath path = place.path();
    if (directory == null) {
      return path == null
          ? client.saveVersion(version)
          : client.saveFile(version, path);
    }
    if (path == null) {
      var _ = client.downloadVersion(version, directory);
      return directory;
    }
    Path file = directory.resolve(path.fileName());
    client.downloadFile(version, path, file);
    return file;
  }
}
