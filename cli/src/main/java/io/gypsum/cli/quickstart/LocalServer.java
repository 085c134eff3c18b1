package io.gypsum.cli.quickstart;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

import io.gypsum.cli.log.Logging;
import io.gypsum.client.GypsumClient;
import io.gypsum.client.GypsumClientBuilder;
import io.gypsum.server.GypsumServer;
import io.gypsum.server.data.DataDirectory;
import io.gypsum.server.identity.LocalAccounts;
import io.gypsum.server.settings.SettingsReader;
import io.gypsum.server.settings.SettingsSources;

/** A server on a free port with accounts of its own. */
final class LocalServer implements AutoCloseable {
  private final GypsumServer server;
  private final LocalAccounts accounts;
  private final Path cache;

  private LocalServer(GypsumServer server, LocalAccounts accounts, Path cache) {
    this.server = server;
    this.accounts = accounts;
    this.cache = cache;
  }

  static LocalServer start(Path data) {
    Logging.bridge();
    // What the environment sets for a real server is not meant for this one.
    SettingsSources sources =
        SettingsSources.of(
            Map.of("port", "0", "data", data.toString(), "access-log", "false"), data);
    return new LocalServer(
        GypsumServer.start(SettingsReader.read(sources)),
        new LocalAccounts(DataDirectory.at(data), InstantSource.system()),
        data.resolveSibling("cache"));
  }

  String url() {
    return server.address().toString();
  }

  /** Makes an account and a client that acts for it. */
  GypsumClient clientOf(String name, boolean administrator) {
    String token = accounts.add(name, List.of(), administrator);
    return client().token(token).build();
  }

  /** A client of someone who has not signed in. */
  GypsumClient anonymous() {
    return client().token(() -> null).build();
  }

  /** With a cache of its own: the user's own one is not for a server that is gone in a moment. */
  private GypsumClientBuilder client() {
    return GypsumClient.builder().url(server.address()).cacheDirectory(cache).offline(false);
  }

  @Override
  public void close() {
    server.stop();
  }
}
