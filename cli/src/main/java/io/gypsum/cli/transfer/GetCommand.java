package io.gypsum.cli.transfer;

import java.nio.file.Path;

import io.gypsum.cli.argument.Converters;
import io.gypsum.cli.argument.FileReference;
import io.gypsum.cli.argument.ResourceName;
import io.gypsum.cli.client.ClientOptions;
import io.gypsum.cli.terminal.EscapingPrintStream;
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
    description = {
        "Download a version, or one file of it, and print its local path.",
        "Files are stored in the cache, and cached files are not downloaded again."},
    footer = {
        "",
        "The path of a file follows the first ':', as in: gypsum get my-project/counts/v1:raw/counts.tsv"})
public final class GetCommand implements Runnable {
  private final Terminal terminal;

  @Mixin ClientOptions options = new ClientOptions();

  @Parameters(paramLabel = "PROJECT/ASSET[/VERSION][:PATH]",
      converter = Converters.ToFileReference.class,
      description = "Version or file to download (default version: the latest).") FileReference reference;

  @Option(names = "--to", paramLabel = "DIR",
      description = "Download into DIR instead of the cache. Existing files are never overwritten.") @Nullable Path directory;

  public GetCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    try (GypsumClient client = options.clientWithProgress(terminal)) {
      AssetVersion version = reference.resolve(client);
      Path local;
      try (TransferInterrupt _ = TransferInterrupt.ofDownload(terminal)) {
        local = download(client, version).toAbsolutePath().normalize();
      }
      options.output(terminal)
          .print(
              json -> {
                json.writeStartObject();
                ResourceName.writeProperties(json, version);
                UserPath path = reference.path();
                json.writeStringProperty("path", path == null ? null : path.value());
                json.writeStringProperty("local", local.toString());
                json.writeEndObject();
              },
              out -> EscapingPrintStream.printPath(out, local.toString()));
    }
  }

  private Path download(GypsumClient client, AssetVersion version) {
    UserPath path = reference.path();
    if (directory == null) {
      return path == null
          ? client.saveVersion(version)
          : client.saveFile(version, path);
    }
    if (path == null) {
      var _ = client.downloadVersion(version, directory);
      return directory;
    }
    return client.downloadFileTo(directory, version, path);
  }
}
