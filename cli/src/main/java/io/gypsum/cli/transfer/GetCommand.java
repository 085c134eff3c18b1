package io.gypsum.cli.transfer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.gypsum.cli.argument.Converters;
import io.gypsum.cli.argument.FileReference;
import io.gypsum.cli.argument.ResourceName;
import io.gypsum.cli.client.ClientOptions;
import io.gypsum.cli.terminal.EscapingPrintStream;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.cli.terminal.UsageException;
import io.gypsum.client.DownloadOptions;
import io.gypsum.client.FileSelection;
import io.gypsum.client.GypsumClient;
import io.gypsum.client.PathPatterns;
import io.gypsum.client.SaveOptions;
import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.core.GypsumException;
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
        "Download a version, a folder or a file of it, and print the local path.",
        "Files are stored in the cache, and cached files are not downloaded again."},
    footer = {
        "",
        "The path of a file or folder follows the first ':', as in: gypsum get my-project/counts/v1:raw/counts.tsv"})
public final class GetCommand implements Runnable {
  private final Terminal terminal;

  @Mixin ClientOptions options = new ClientOptions();

  @Parameters(paramLabel = "PROJECT/ASSET[/VERSION][:PATH]",
      converter = Converters.ToFileReference.class,
      description = "Version, folder or file to download (default version: the latest, also written 'latest').") FileReference reference;

  @Option(names = "--to", paramLabel = "DIR",
      description = "Download into DIR instead of the cache. Existing files are never overwritten.") @Nullable Path directory;

  @Option(names = "--include", paramLabel = "PATTERN",
      description = "Download only files that match PATTERN, in the syntax of .gitignore files; repeatable.") List<
          String> include = new ArrayList<>();

  @Option(names = "--exclude", paramLabel = "PATTERN",
      description = "Do not download files that match PATTERN, in the syntax of .gitignore files; repeatable.") List<
          String> exclude = new ArrayList<>();

  @Option(names = "--verify",
      description = "Compare the MD5 of files that are already cached, and download incorrect ones again. Files in DIR"
          + " are always compared.") boolean verify;

  public GetCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * A finished download.
   *
   * @param path the path in the version, with a trailing {@code /} for a folder; null for a version
   */
  private record Downloaded(@Nullable String path, Path local) {}

  @Override
  public void run() {
    PathPatterns included = Converters.patterns("--include", include);
    PathPatterns excluded = Converters.patterns("--exclude", exclude);
    FileSelection selection =
        FileSelection.ALL.withInclude(included).withExclude(excluded);
    if (reference.path() != null && !reference.isFolder() && !selection.equals(FileSelection.ALL)) {
      throw new UsageException(
          "--include and --exclude require a version or a folder: write '/' after '"
              + reference.path() + "' if it is a folder");
    }
    try (GypsumClient client = options.clientWithProgress(terminal)) {
      AssetVersion version = reference.resolve(client);
      Downloaded result;
      try (TransferInterrupt _ = TransferInterrupt.ofDownload(terminal)) {
        result = download(client, version, selection);
      }
      String local = result.local().toAbsolutePath().normalize().toString();
      options.output(terminal)
          .print(
              json -> {
                json.writeStartObject();
                ResourceName.writeProperties(json, version);
                json.writeStringProperty("path", result.path());
                json.writeStringProperty("local", local);
                json.writeEndObject();
              },
              out -> EscapingPrintStream.printPath(out, local));
    }
  }

  private Downloaded download(
      GypsumClient client, AssetVersion version, FileSelection selection) {
    UserPath path = reference.path();
    if (path == null) {
      return downloadFiles(client, version, selection);
    }
    FileSelection folder =
        FileSelection.ofFolder(path)
            .withInclude(selection.include())
            .withExclude(selection.exclude());
    if (reference.isFolder()) {
      return downloadFiles(client, version, folder);
    }
    try {
      Path local =
          directory == null
              ? client.saveFile(version, path, SaveOptions.DEFAULTS.withVerify(verify))
              : client.downloadFileTo(directory, version, path);
      return new Downloaded(path.value(), local);
    } catch (GypsumException e) {
      if (isMissingFile(e)
          && client.fetchManifest(version).files().keySet().stream().anyMatch(folder::contains)) {
        return downloadFiles(client, version, folder);
      }
      throw e;
    }
  }

  /**
   * Returns whether the failure means that the manifest does not contain the file; a failed request means that the version does
   * not exist.
   */
  private static boolean isMissingFile(GypsumException e) {
    return e.kind() == GypsumException.Kind.NOT_FOUND && !(e instanceof RequestFailedException);
  }

  private Downloaded downloadFiles(
      GypsumClient client, AssetVersion version, FileSelection selection) {
    String path = selection.folder().isEmpty() ? null : selection.folder();
    if (directory != null) {
      var _ =
          client.downloadVersion(
              version, directory, DownloadOptions.DEFAULTS.withFiles(selection));
      return new Downloaded(path, directory);
    }
    Path saved =
        client.saveVersion(version, SaveOptions.DEFAULTS.withFiles(selection).withVerify(verify));
    return new Downloaded(path, saved.resolve(selection.folder()));
  }
}
