package io.gypsum.cli.client;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.gypsum.cli.terminal.Output;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.cli.terminal.UsageException;
import io.gypsum.client.GypsumClient;
import io.gypsum.client.GypsumClientBuilder;
import io.gypsum.client.signin.AccessToken;
import io.gypsum.client.signin.ServerUser;
import io.gypsum.client.signin.SignIn;
import io.gypsum.client.signin.SignInPrompt;
import io.gypsum.client.signin.TokenOrigin;
import io.gypsum.core.Timestamps;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gypsum login} and {@code gypsum logout}. */
public final class SignInCommands {
  private SignInCommands() {}

  @Command(
      name = "login",
      description = {
          "Sign in with GitHub, the OpenID provider of the server, or an account of the server, and save the access token.",
          "A token of GitHub is used by all gypsum clients of this user, for all servers. A token of the server's OpenID provider is saved for this server only, and renewed when it expires. With --account, the token of an account is read from the terminal without showing it, or from stdin, and saved for this server only. With --token-file, the token in that file is saved."})
  public static final class LoginCommand implements Runnable {
    private final Terminal terminal;

    @Mixin ClientOptions options = new ClientOptions();

    @ArgGroup(exclusive = true) Flow flow = new Flow();

    @Option(names = "--github", paramLabel = "URL",
        description = "URL of a GitHub Enterprise server (default: GYPSUM_GITHUB, otherwise"
            + " https://github.com).") @Nullable String github;

    /** The OAuth flow to sign in with. */
    static final class Flow {
      @Option(names = "--device",
          description = "Sign in by entering a code on any device (default, if the provider offers it).") boolean device;

      @Option(names = "--browser",
          description = "Sign in with the browser on this machine (default otherwise).") boolean browser;

      @Option(names = "--account",
          description = "Save the token of an account of the server, after the server has checked it.") boolean account;
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
        ClientOptions.useGitHub(builder, github == null ? "GYPSUM_GITHUB" : "--github", site);
      }
      try (GypsumClient client = builder.build()) {
        if (flow.account) {
          ServerUser user = client.signIn().setAccountToken(accountToken(client.url()));
          printUser(
              output, Optional.of(user.login()), Optional.empty(),
              "; the token is saved for " + client.url() + " only.");
        } else {
          AccessToken token = signIn(client.signIn());
          printUser(output, token.login(), token.expiry(), end(client));
        }
      }
      if (terminal.variable("GYPSUM_TOKEN") != null) {
        output.info("GYPSUM_TOKEN is set and takes precedence over the saved token; unset it.");
      }
    }

    /** Returns the end of the message about a sign-in without {@code --account}. */
    private static String end(GypsumClient client) {
      SignIn signIn = client.signIn();
      return signIn.tokenOrigin().filter(TokenOrigin::isOfServer).isEmpty()
          ? "."
          : "; the token is saved for " + client.url() + " only"
              + (signIn.isRenewable() ? ", and renewed when it expires." : ".");
    }

    private static void printUser(
        Output output, Optional<String> login, Optional<Instant> expiry, String end) {
      output.done(
          json -> {
            json.writeStartObject();
            json.writeStringProperty("login", login.orElse(null));
            json.writeStringProperty("expiry", expiry.map(Timestamps::format).orElse(null));
            json.writeEndObject();
          },
          "Signed in as " + login.orElse("an unknown user")
              + expiry.map(time -> " until " + Timestamps.format(time)).orElse("") + end);
    }

    /** Returns the token in the file of {@code --token-file}, otherwise the one that the user enters. */
    private String accountToken(URI server) {
      return options.tokenInFile()
          .orElseGet(
              () -> terminal.readSecret("access token", "Access token for " + server + ": "));
    }

    private AccessToken signIn(SignIn signIn) {
      Optional<String> given = options.tokenInFile();
      if (given.isPresent()) {
        if (flow.device || flow.browser) {
          throw new UsageException("--token-file cannot be combined with --device or --browser");
        }
        return signIn.setAccessToken(given.get());
      }
      TerminalPrompt prompt = new TerminalPrompt(terminal);
      if (flow.browser) {
        return signIn.browserFlow(prompt);
      }
      return flow.device ? signIn.deviceFlow(prompt) : signIn.defaultFlow(prompt);
    }
  }

  @Command(
      name = "logout",
      description = "Delete the tokens that 'gypsum login' saved: that of GitHub, and that for this server.")
  public static final class LogoutCommand implements Runnable {
    private final Terminal terminal;

    @Mixin ClientOptions options = new ClientOptions();

    public LogoutCommand(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public void run() {
      Output output = options.output(terminal);
      try (GypsumClient client = options.client(terminal)) {
        boolean deleted = client.signIn().forget();
        output.done(
            json -> {
              json.writeStartObject();
              json.writeBooleanProperty("deleted", deleted);
              json.writeEndObject();
            },
            deleted
                ? "Signed out. To revoke a token of GitHub, use its settings for authorized applications; to revoke"
                    + " that of an account, ask the administrator of the server; to end a session at an OpenID provider, use"
                    + " its account page."
                : "Not signed in; no token to delete.");
      }
    }
  }

  /** Shows the user on stderr how to sign in. */
  private record TerminalPrompt(Terminal terminal) implements SignInPrompt {
    @Override
    public void enterCode(String userCode, URI page, Duration validFor) {
      terminal.err().println("Open " + page + " on any device and enter the code " + userCode);
      terminal.err().println("(valid for " + validFor.toMinutes() + " minutes; waiting …)");
      terminal.err().flush();
    }

    /** Opens the page, and prints its URL because the command cannot detect whether a browser opened. */
    @Override
    public void openBrowser(URI page) {
      terminal.err()
          .println("Continue in your browser. If none opens, open this page on this machine:");
      terminal.err().println(page);
      terminal.err().flush();
      try {
        var _ =
            new ProcessBuilder(openCommand(page.toString())).redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start();
      } catch (IOException e) {
        // The user can open the printed URL.
      }
    }

    private List<String> openCommand(String page) {
      String browser = terminal.variable("BROWSER");
      String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
      if (browser != null) {
        return List.of(browser, page);
      } else if (system.startsWith("mac")) {
        return List.of("open", page);
      } else if (system.startsWith("windows")) {
        return List.of("rundll32", "url.dll,FileProtocolHandler", page);
      }
      return List.of("xdg-open", page);
    }
  }
}
