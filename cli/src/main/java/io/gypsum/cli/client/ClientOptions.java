package io.gypsum.cli.client;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

import io.gypsum.cli.argument.Converters;
import io.gypsum.cli.terminal.Output;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.cli.terminal.UsageException;
import io.gypsum.client.ExcludedPath;
import io.gypsum.client.GypsumClient;
import io.gypsum.client.GypsumClientBuilder;
import io.gypsum.client.TransferListener;
import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.signin.AccessToken;
import io.gypsum.client.signin.SignIn;
import io.gypsum.core.GypsumException;
import io.gypsum.core.Timestamps;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that uses a server, and the client that they configure. */
public final class ClientOptions {
  @Option(names = "--url", paramLabel = "URL", order = 90,
      description = "URL of the server (default: GYPSUM_URL, otherwise"
          + " https://gypsum.artifactdb.com).") @Nullable String url;

  @Option(names = "--token-file", paramLabel = "FILE", order = 91,
      description = "Read the access token from FILE (default: GYPSUM_TOKEN, otherwise the token saved"
          + " by 'gypsum login').") @Nullable Path tokenFile;

  @Option(names = "--cache", paramLabel = "DIR", order = 92,
      description = "Directory for downloaded files of this server (default: GYPSUM_CACHE_DIR, otherwise the"
          + " user's cache directory; it has a separate directory for each further server).") @Nullable Path cache;

  @Option(names = "--offline", order = 93,
      description = "Use the cache only, without network access (also GYPSUM_OFFLINE=1).") boolean offline;

  @Option(names = "--insecure-token", order = 94,
      description = "Send the access token even if the server is on another machine and its URL is not https"
          + " (also GYPSUM_INSECURE_TOKEN=1).") boolean insecureToken;

  @Option(names = "--retry-for", paramLabel = "TIME", order = 95,
      converter = Converters.ToDuration.class,
      description = "If the server becomes unavailable during the command, for example because it restarts, retry"
          + " requests for at least TIME, such as 10m (default: 60s).") @Nullable Duration retryFor;

  @Option(names = "--json", order = 96,
      description = "Print one JSON document on stdout.") boolean json;

  @Option(names = {"-q", "--quiet"}, order = 97,
      description = "Print errors only.") boolean quiet;

  public Output output(Terminal terminal) {
    return new Output(terminal, json, quiet);
  }

  /** @throws UsageException if the URL of the server is invalid */
  public GypsumClient client(Terminal terminal) {
    return builder(terminal).build();
  }

  /** Returns a client that shows the progress of transfers, unless {@code --quiet} is given. */
  public GypsumClient clientWithProgress(Terminal terminal) {
    return clientWithProgress(terminal, warning -> {}, excluded -> {});
  }

  /**
   * Returns a client that shows the progress of transfers as {@link #clientWithProgress(Terminal)} does.
   *
   * @param onWarning receives the warnings, which are printed as well
   * @param onExclude receives the paths that an upload excludes
   */
  public GypsumClient clientWithProgress(
      Terminal terminal, Consumer<String> onWarning, Consumer<ExcludedPath> onExclude) {
    Output output = output(terminal);
    TransferListener messages = new MessageListener(output, onWarning, onExclude);
    return builder(terminal)
        .listener(
            quiet
                ? messages
                : new TransferProgress(
                    output.progress(), System::nanoTime, messages, TransferProgress.Ticker.SYSTEM))
        .build();
  }

  /** Returns a client builder with these options, which prints warnings, for commands that set further options. */
  GypsumClientBuilder builder(Terminal terminal) {
    GypsumClientBuilder builder = GypsumClient.builder();
    Credential.of(terminal, tokenFile).configure(builder);
    String server = url == null ? terminal.variable("GYPSUM_URL") : url;
    if (server != null) {
      try {
        builder.url(server);
      } catch (GypsumException e) {
        throw new UsageException(e.reason(), e);
      }
    }
    String directory = terminal.variable("GYPSUM_CACHE_DIR");
    if (cache != null) {
      builder.cacheDirectory(cache);
    } else if (directory != null) {
      builder.cacheRoot(Path.of(directory));
    }
    if (retryFor != null) {
      try {
        builder.retryFor(retryFor);
      } catch (IllegalArgumentException e) {
        throw new UsageException("--retry-for: " + e.getMessage(), e);
      }
    }
    return builder.offline(isOffline(terminal))
        .listener(new MessageListener(output(terminal), warning -> {}, excluded -> {}))
        .insecureToken(insecureToken || isSet(terminal, "GYPSUM_INSECURE_TOKEN"));
  }

  /** Returns a client for commands about the user, whom the GitHub server of {@code GYPSUM_GITHUB} may identify. */
  GypsumClient clientOfUser(Terminal terminal) {
    GypsumClientBuilder builder = builder(terminal);
    String site = terminal.variable("GYPSUM_GITHUB");
    if (site != null) {
      useGitHub(builder, "GYPSUM_GITHUB", site);
    }
    return builder.build();
  }

  /**
   * Configures a GitHub Enterprise server, whose API is below {@code /api/v3}.
   *
   * @param source the option or variable that contains its URL, for messages
   */
  static void useGitHub(GypsumClientBuilder builder, String source, String site) {
    try {
      URI web = URI.create(site.replaceAll("/+$", ""));
      builder.gitHub(web, URI.create(web + "/api/v3"));
    } catch (GypsumException e) {
      throw new UsageException(source + ": " + e.reason(), e);
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          source + ": '" + site + "' is not a URL such as https://HOST", e);
    }
  }

  public boolean isOffline(Terminal terminal) {
    return offline || isSet(terminal, "GYPSUM_OFFLINE");
  }

  private static boolean isSet(Terminal terminal, String variable) {
    String value = terminal.variable(variable);
    return value != null && !value.matches("0|(?i:false)");
  }

  /** Returns the token in the file of {@code --token-file}; empty without that option. */
  Optional<String> tokenInFile() {
    return Optional.ofNullable(tokenFile).map(file -> new Credential.InFile(file).token());
  }

  /** Describes where the token comes from, without the token. */
  String describeCredential(Terminal terminal, GypsumClient client) {
    return Credential.of(terminal, tokenFile).describe(client.signIn());
  }

  /** Prints warnings and waits, passes warnings and excluded paths on, and ignores the other events. */
  private record MessageListener(
      Output output, Consumer<String> onWarning, Consumer<ExcludedPath> onExclude)
      implements TransferListener {
    @Override
    public void excludes(ExcludedPath excluded) {
      onExclude.accept(excluded);
    }

    @Override
    public void warns(String message) {
      output.info("gypsum: warning: " + message);
      onWarning.accept(message);
    }

    @Override
    public void waits(String reason) {
      output.info("gypsum: waiting for " + reason);
    }
  }

  /** The origin of the access token. */
  private sealed interface Credential {
    void configure(GypsumClientBuilder builder);

    /** Describes the origin in words, without the token. */
    String describe(SignIn signIn);

    static Credential of(Terminal terminal, @Nullable Path file) {
      if (file != null) {
        return new InFile(file);
      }
      String token = terminal.variable("GYPSUM_TOKEN");
      return token == null ? new Stored() : new InEnvironment(token);
    }

    record InFile(Path file) implements Credential {
      @Override
      public void configure(GypsumClientBuilder builder) {
        builder.token(this::token);
      }

      /** @throws LocalFileException if the file cannot be read */
      String token() {
        try {
          return Files.readString(file).strip();
        } catch (NoSuchFileException e) {
          throw LocalFileException
              .missing(file, "does not exist; --token-file expects a file that contains a token");
        } catch (IOException e) {
          throw LocalFileException.failed(file, "read", e);
        }
      }

      @Override
      public String describe(SignIn signIn) {
        return "file " + file;
      }
    }

    record InEnvironment(String token) implements Credential {
      @Override
      public void configure(GypsumClientBuilder builder) {
        builder.token(token);
      }

      @Override
      public String describe(SignIn signIn) {
        return "GYPSUM_TOKEN";
      }
    }

    /** A token that the client finds by itself: that of the GitHub CLI, or the one saved by {@code gypsum login}. */
    record Stored() implements Credential {
      @Override
      public void configure(GypsumClientBuilder builder) {}

      @Override
      public String describe(SignIn signIn) {
        return signIn.tokenOrigin()
            .map(
                origin -> switch (origin) {
                  case PROGRAM -> "given by the program";
                  case ENVIRONMENT -> "GYPSUM_TOKEN";
                  case GITHUB_CLI -> "gh auth token";
                  case ACCOUNT -> "account " + user(signIn) + ", saved for this server";
                  case OPENID -> "signed in as "
                      + (signIn.isRenewable() ? login(signIn) : user(signIn))
                      + ", saved for this server";
                  case GITHUB -> "signed in as " + user(signIn);
                })
            .orElse("none");
      }

      private static String user(SignIn signIn) {
        return login(signIn)
            + signIn.accessToken()
                .flatMap(AccessToken::expiry)
                .map(time -> " until " + Timestamps.format(time))
                .orElse("");
      }

      private static String login(SignIn signIn) {
        return signIn.accessToken().flatMap(AccessToken::login).orElse("an unknown user");
      }
    }
  }
}
