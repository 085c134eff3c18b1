package io.gypsum.server.http;

import java.io.IOException;
import java.net.InetAddress;
import java.util.function.Consumer;

/**
 * A listening HTTP implementation. It parses requests and calls a handler for each, in a thread that may block; all
 * other behavior of the server is built on {@link EngineExchange}. Each implementation has its own package below this
 * one.
 */
public interface HttpEngine {
  /** Starts an engine. */
  @FunctionalInterface
  interface Factory {
    /**
     * Listens at the address of the settings.
     *
     * @param connections decides which connections may be opened
     * @param requests called for every request, including those that the engine rejected; does not throw
     * @throws IOException when the address is unknown or in use; nothing is left open
     */
    HttpEngine start(
        HttpSettings settings, ConnectionLimit connections, Consumer<EngineExchange> requests)
        throws IOException;
  }

  /** Limits the open connections. Thread-safe; does not block. */
  interface ConnectionLimit {
    /**
     * Returns whether a new connection may stay open; if so, the engine calls {@link #closed} when it has been closed. If
     * not, the engine closes it, if possible after a response with status 429.
     */
    boolean opened(InetAddress peer);

    void closed(InetAddress peer);
  }

  /** Returns the port on which the engine listens, or listened before it was closed. */
  int port();

  /** Releases the port; open connections stay open. */
  void closePort();

  /** Returns the number of files that the operating system is sending for requests whose handler has returned. */
  int filesBeingSent();

  /** Closes the port and all connections. May be called again. */
  void close();
}
