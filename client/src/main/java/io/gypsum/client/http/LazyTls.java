package io.gypsum.client.http;

import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * TLS that is set up by the first connection that needs it: reading Java's authorities is a good part of a command's
 * start, spent for nothing with a server without TLS. Thread-safe.
 */
final class LazyTls implements TlsSocketStrategy {
  private final @Nullable SSLContext given;
  private @Nullable TlsSocketStrategy strategy;

  /** @param given null for Java's own */
  LazyTls(@Nullable SSLContext given) {
    this.given = given;
  }

  @Override
  public SSLSocket upgrade(
      Socket socket, String target, int port, Object attachment, HttpContext context)
      throws IOException {
    return strategy().upgrade(socket, target, port, attachment, context);
  }

  private synchronized TlsSocketStrategy strategy() {
    TlsSocketStrategy made = strategy;
    if (made == null) {
      made =
          given == null
              ? DefaultClientTlsStrategy.createSystemDefault()
              : new DefaultClientTlsStrategy(given);
      strategy = made;
    }
    return made;
  }
}
