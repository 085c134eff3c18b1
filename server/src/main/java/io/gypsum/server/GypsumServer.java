package io.gypsum.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import io.gypsum.server.data.DataDirectory;
import io.gypsum.server.data.SigningKey;
import io.gypsum.server.identity.CachedIdentity;
import io.gypsum.server.identity.GitHubIdentity;
import io.gypsum.server.identity.Identity;
import io.gypsum.server.identity.LocalIdentity;

/** A running server. */
public final class GypsumServer {
  private final ServerSocket socket;
  private final URI address;
  private final CountDownLatch stopped = new CountDownLatch(1);

  private GypsumServer(ServerSocket socket, URI address) {
    this.socket = socket;
    this.address = address;
  }

  /**
   * Starts a server, which is ready when this returns.
   *
   * @throws GypsumException {@code UNAVAILABLE} when it cannot listen there; nothing runs then
   */
  public static GypsumServer start(ServerSettings settings) {
    DataDirectory data = DataDirectory.at(settings.data());
    SigningKey.loadOrCreate(data);
    identity(settings, data);
    try {
      ServerSocket socket = new ServerSocket();
      socket.bind(new InetSocketAddress(settings.host(), settings.port()));
      return new GypsumServer(socket, settings.publicUrl(socket.getLocalPort()));
    } catch (IOException e) {
      throw new GypsumException(
          Kind.UNAVAILABLE,
          "cannot listen on " + settings.host() + " port " + settings.port() + ": " + e.getMessage()
              + "; choose another with --host and --port (0 takes a free port)",
          e);
    }
  }

  private static Identity identity(ServerSettings settings, DataDirectory data) {
    return switch (settings.identity()) {
      case LOCAL -> new LocalIdentity(data, InstantSource.system());
      case GITHUB -> new CachedIdentity(new GitHubIdentity(settings.gitHubApi()));
    };
  }

  /** How clients reach it. */
  public URI address() {
    return address;
  }

  /** Takes no more requests and returns once those running ended, or the grace is over. Again: does nothing. */
  public void stop() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } finally {
      stopped.countDown();
    }
  }

  /** Returns once the server has stopped, whoever stopped it. */
  public void awaitStop() throws InterruptedException {
    stopped.await();
  }
}
