package io.gypsum.cli.signin;

import java.net.URI;
import java.util.Optional;

import io.gypsum.cli.connection.ClientOptions;
import io.gypsum.cli.terminal.Output;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.cli.terminal.UsageException;
import io.gypsum.client.GypsumClient;
import io.gypsum.client.GypsumClientBuilder;
import io.gypsum.client.signin.AccessToken;
import io.gypsum.client.signin.SignIn;
import io.gypsum.core.GypsumException;
import io.gypsum.core.Timestamps;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "login",
    description = "Signs in by GitHub and keeps the token for all gypsum clients of this user; with"
        + " --token-file keeps the one in that file.")
public final class LoginCommand implements Runnable {
  private final Terminal terminal;

  @Mixin ClientOptions options = new ClientOptions();

  @ArgGroup(exclusive = true) Way way = new Way();

  @Option(names = "--github", paramLabel = "URL",
      description = "An enterprise's GitHub; also GYPSUM_GITHUB. Default: github.com.") @Nullable String github;

  /** How a person shows who they are. */
  static final class Way {
    @Option(names = "--device",
        description = "With a code to enter on any device; the default.") boolean device;

    @Option(names = "--browser", description = "In a browser on this machine.") boolean browser;
  }

  public LoginCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    Output output = options.output(terminal);
    GypsumClientBuilder builder = options.builder(terminal);
    String site = github == null ? terminal.variable("GYPSUM_GITHUB") : github;
    if (site != null) {
      useGitHub(builder, site);
    }
    try (GypsumClient client = builder.build()) {
      AccessToken token = signIn(client.signIn());
      String login = token.login().orElse("somebody");
      output.done(
          json -> {
            json.writeStartObject();
            json.writeStringProperty("login", token.login().orElse(null));
            json.writeStringProperty("expiry", token.expiry().map(Timestamps::format).orElse(null));
            json.writeEndObject();
          },
          "Signed in as " + login
              + token.expiry().map(time -> " until " + Timestamps.format(time)).orElse("") + ".");
    }
    if (terminal.variable("GYPSUM_TOKEN") != null) {
      output.say("But GYPSUM_TOKEN is set, and counts as long as it is: unset it.");
    }
  }

  private AccessToken signIn(SignIn signIn) {
    Optional<String> given = options.tokenInFile();
    if (given.isPresent()) {
      if (way.device || way.browser) {
        throw new UsageException("--token-file needs neither --device nor --browser");
      }
      return signIn.setAccessToken(given.get());
    }
    TerminalPrompt prompt = new TerminalPrompt(terminal);
    return way.browser ? signIn.browserFlow(prompt) : signIn.deviceFlow(prompt);
  }

  /** An enterprise's API is where its GitHub has it. */
  private static void useGitHub(GypsumClientBuilder builder, String site) {
    try {
      URI web = URI.create(site.replaceAll("/+$", ""));
      builder.gitHub(web, URI.create(web + "/api/v3"));
    } catch (GypsumException e) {
      throw new UsageException("--github: " + e.reason(), e);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--github '" + site + "' is no address such as https://HOST", e);
    }
  }
}
