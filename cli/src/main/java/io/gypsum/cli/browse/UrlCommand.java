package io.gypsum.cli.browse;

import io.gypsum.cli.argument.Converters;
import io.gypsum.cli.argument.FileReference;
import io.gypsum.cli.client.ClientOptions;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.client.GypsumClient;
import io.gypsum.core.PercentEncoding;
import io.gypsum.core.name.UserPath;
import io.gypsum.core.name.VersionName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "url",
    description = {
        "Print the permanent address of a file, or of an archive of a version or folder.",
        "Browsers, wget, curl and other programs download from the address without an account, and can resume."
            + " 'latest' in an address always refers to the latest version. The command does not check whether the"
            + " file exists."})
public final class UrlCommand implements Runnable {
  private final Terminal terminal;

  @Mixin ClientOptions options = new ClientOptions();

  @Parameters(paramLabel = "PROJECT/ASSET[/VERSION][:PATH]",
      converter = Converters.ToFileReference.class,
      description = "Version (default: latest); PATH is a file, or a folder if it ends with '/'.") FileReference reference;

  public UrlCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    try (GypsumClient client = options.client(terminal)) {
      String url = client.url() + address(reference);
      options.output(terminal)
          .print(
              json -> {
                json.writeStartObject();
                json.writeStringProperty("url", url);
                json.writeEndObject();
              }, out -> out.println(url));
    }
  }

  /** Returns the path of the address on the server (rest-api.md, section 5). */
  static String address(FileReference reference) {
    String names = encodedNames(reference);
    UserPath path = reference.path();
    if (path == null) {
      return "/archive/" + names + ".zip";
    }
    String file = names + "/" + encodedPath(path.value());
    return reference.isFolder() ? "/archive/" + file + ".zip" : "/data/" + file;
  }

  /** Returns project, asset and version, separated by {@code /}; without a version, the latest one. */
  static String encodedNames(FileReference reference) {
    VersionName version = reference.version();
    return encodedPath(reference.asset() + "/" + (version == null ? "latest" : version.value()));
  }

  /** Returns names that are separated by {@code /}, each percent-encoded. */
  static String encodedPath(String path) {
    return PercentEncoding.encode(path).replace("%2F", "/");
  }
}
