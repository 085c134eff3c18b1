package io.gypsum.cli.connection;

import java.nio.file.Path;
import java.util.Optional;

import io.gypsum.cli.terminal.Output;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.cli.terminal.UsageException;
import io.gypsum.client.GypsumClient;
import io.gypsum.client.GypsumClientBuilder;
import io.gypsum.client.TransferListener;
import io.gypsum.core.GypsumException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that asks a server. */
public final class ClientOptions {
  @Option(names = "--url", paramLabel = "URL", order = 90,
      description = "The server; also GYPSUM_URL. Default: the public one.") @Nullable String url;

  @Option(names = "--token-file", paramLabel = "FILE", order = 91,
      description = "Acts for whom the token in FILE is of; else the one in GYPSUM_TOKEN, else of login.") @Nullable Path tokenFile;

  @Option(names = "--cache", paramLabel = "DIR", order = 92,
      description = "Where downloaded files are kept; also GYPSUM_CACHE_DIR.") @Nullable Path cache;

  @Option(names = "--offline", order = 93,
      description = "Uses the cache only; also GYPSUM_OFFLINE=1.") boolean offline;

  @Option(names = "--json", order = 94,
      description = "Prints one JSON document for programs.") boolean json;

  @Option(names = {"-q", "--quiet"}, order = 95,
      description = "Tells of failures only.") boolean quiet;

  public Output output(Terminal terminal) {
    return new Output(terminal, json, quiet);
  }

  /** @throws UsageException when the server's address is none */
  public GypsumClient client(Terminal terminal) {
    return builder(terminal).build();
  }

  /** A client that shows its transfers, when a person looks on who has not asked for quiet. */
  public GypsumClient clientWithProgress(Terminal terminal) {
    TransferListener listener =
        terminal.watched() && !quiet
            ? new ProgressLine(terminal.err(), System::nanoTime)
            : TransferListener.NONE;
    return builder(terminal).listener(listener).build();
  }

  /** Where the token comes from, in words that never hold it. */
  public String tokenSource(Terminal terminal, GypsumClient client) {
    return TokenSource.of(terminal, tokenFile).words(client.signIn());
  }

  /** The token in the file that was named; empty when none was. */
  public Optional<String> tokenInFile() {
    return Optional.ofNullable(tokenFile).map(file -> new TokenSource.InFile(file).token());
  }

  /** A client to be, for what commands add to it. */
  public GypsumClientBuilder builder(Terminal terminal) {
    GypsumClientBuilder builder = GypsumClient.builder();
    TokenSource.of(terminal, tokenFile).tell(builder);
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
      builder.cacheDirectory(Path.of(directory));
    }
    return builder.offline(isOffline(terminal));
  }

  public boolean isOffline(Terminal terminal) {
    String variable = terminal.variable("GYPSUM_OFFLINE");
    return offline || (variable != null && !variable.matches("0|(?i:false)"));
  }
}
