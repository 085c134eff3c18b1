package io.gypsum.cli.browse;

import java.io.IOException;
import java.util.List;

import io.gypsum.cli.argument.FileReference;
import io.gypsum.cli.argument.ResourceName;
import io.gypsum.cli.client.ClientOptions;
import io.gypsum.cli.terminal.Output;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.client.GypsumClient;
import io.gypsum.core.GypsumException;
import io.gypsum.core.name.UserPath;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

@Command(
    name = "open",
    description = {
        "Open the web page of a project, asset, version, folder or file in the browser.",
        "Without a name, open the home page of the server. The browser is the command in $BROWSER, otherwise that of"
            + " the desktop. If there is none, print the address. The command does not check whether the page exists."})
public final class OpenCommand implements Runnable {
  private final Terminal terminal;
  private final Launcher launcher;

  @Mixin ClientOptions options = new ClientOptions();

  @Parameters(arity = "0..1", paramLabel = "PROJECT[/ASSET[/VERSION]][:PATH]",
      converter = ToPage.class,
      description = "What to show; PATH is a file or folder, of the latest version if VERSION is missing.") @Nullable Page page;

  @Option(names = "--print",
      description = "Print the address and open nothing, as with --json.") boolean print;

  /** Runs a program. */
  @FunctionalInterface
  interface Launcher {
    /**
     * Starts the program with the terminal of this process and waits until it ends.
     *
     * @return its exit code
     * @throws IOException if there is no such program
     */
    int run(List<String> command) throws IOException;
  }

  /**
   * A web page of a server.
   *
   * @param path of its address, percent-encoded
   */
  record Page(String path) {
    static final Page HOME = new Page("/");

    /**
     * Parses the name of a project, asset or version, or a {@link FileReference}.
     *
     * @throws GypsumException {@code INVALID} if the text is neither
     */
    static Page of(String text) {
      boolean hasPath = text.indexOf(':') >= 0
          || text.replaceFirst("/$", "").split("/", -1).length > ResourceName.VERSION_NAMES;
      if (!hasPath) {
        return new Page("/browse/" + UrlCommand.encodedPath(ResourceName.parse(text).toString()));
      }
      FileReference file = FileReference.parse(text);
      UserPath path = file.path();
      return new Page(
          "/browse/" + UrlCommand.encodedNames(file)
              + (path == null ? "" : "/" + UrlCommand.encodedPath(path.value())));
    }
  }

  static final class ToPage implements ITypeConverter<Page> {
    @Override
    public Page convert(String text) {
      try {
        return Page.of(text);
      } catch (GypsumException e) {
        throw new TypeConversionException(e.reason());
      }
    }
  }

  public OpenCommand(Terminal terminal) {
    this(terminal, OpenCommand::launch);
  }

  OpenCommand(Terminal terminal, Launcher launcher) {
    this.terminal = terminal;
    this.launcher = launcher;
  }

  @Override
  public void run() {
    try (GypsumClient client = options.client(terminal)) {
      String url = client.url() + (page == null ? Page.HOME : page).path();
      Output output = options.output(terminal);
      if (print || output.json()) {
        print(output, url);
      } else if (open(url)) {
        output.info("Opened " + url);
      } else {
        output.info("gypsum: no browser could be started; open this address:");
        print(output, url);
      }
    }
  }

  private static void print(Output output, String url) {
    output.print(
        json -> {
          json.writeStartObject();
          json.writeStringProperty("url", url);
          json.writeEndObject();
        }, out -> out.println(url));
  }

  private boolean open(String url) {
    List<List<String>> commands =
        BrowserCommands.find(terminal.environment(), System.getProperty("os.name", ""), url);
    for (List<String> command : commands) {
      try {
        if (launcher.run(command) == 0) {
          return true;
        }
      } catch (IOException e) {
        // Another one may exist.
      }
    }
    return false;
  }

  private static int launch(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).inheritIO().start();
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }
}
