package io.gypsum.cli.quickstart;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

import io.gypsum.cli.serve.LogConfigurator;
import io.gypsum.client.GypsumClient;
import io.gypsum.client.GypsumClientBuilder;
import io.gypsum.server.GypsumServer;
import io.gypsum.server.data.DataDirectory;
import io.gypsum.server.identity.LocalAccounts;
import io.gypsum.server.settings.SettingsReader;
import io.gypsum.server.settings.SettingsSources;

/** A server on a free port, with its own accounts. */
final class DemoServer implements AutoCloseable {
  private final GypsumServer server;
  private final LocalAccounts accounts;
  private final Path cache;

  private DemoServer(GypsumServer server, LocalAccounts accounts, Path cache) {
    this.server = server;
    this.accounts = accounts;
    this.cache = cache;
  }

  /** Starts a server that ignores environment variables, which may configure a production server. */
  static DemoServer start(Path data) {
    LogConfigurator.bridgeJavaLogging();
    SettingsSources sources =
        SettingsSources.of(
            Map.of("port", "0", "data", data.toString(), "access-log", "false"), data);
    return new DemoServer(
        GypsumServer.start(SettingsReader.read(sources)),
        new LocalAccounts(DataDirectory.at(data), InstantSource.system()),
        data.resolveSibling("cache"));
  }

  /** Waits until the server is stopped. */
  void awaitStop() throws InterruptedException {
    server.awaitStop();
  }

  String url() {
    return server.address().toString();
  }

  /** Creates an account and returns a client that is signed in to it. */
  GypsumClient addAccount(String name, boolean administrator) {
    String token = accounts.add(name, List.of(), administrator);
    return client().token(token).build();
  }

  /** Returns a client that is not signed in. */
  GypsumClient anonymousClient() {
    return client().token(() -> null).build();
  }

  /** Uses a separate cache, so that files of this temporary server do not end up in the user's cache. */
  private GypsumClientBuilder client() {
    return GypsumClient.builder().url(server.address()).cacheDirectory(cache).offline(false);
  }

  @Override
  public void close() {
    server.stop();
  }
}
