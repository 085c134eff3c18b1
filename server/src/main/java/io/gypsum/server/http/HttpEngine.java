package io.gypsum.server.http;

import java.io.IOException;
import java.net.InetAddress;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * A listening HTTP implementation. It parses requests and calls a handler for each. Handlers may block, except for requests whose
 * answer is in memory ({@link ReadyAnswers}). All other behavior of the server is built on {@link EngineExchange}. Each
 * implementation has its own package below this one.
 */
public interface HttpEngine {
  /** Starts an engine. */
  @FunctionalInterface
  interface Factory {
    /**
     * Listens at the address of the settings.
     *
     * @param connections decides which connections may be opened
     * @param answers finds the requests that the engine may process on a thread that must not wait
     * @param requests called for every request, including those that the engine rejected; does not throw
     * @throws IOException when the address is unknown or in use; nothing is left open
     */
    HttpEngine start(
        HttpSettings settings, ConnectionLimit connections, ReadyAnswers answers,
        Consumer<EngineExchange> requests)
        throws IOException;
  }

  /** Finds answers that are in memory, so that their requests need not wait for anything. Thread-safe; neither blocks nor throws. */
  @FunctionalInterface
  interface ReadyAnswers {
    ReadyAnswers NONE = rawPath -> null;

    /**
     * Returns an object with which the handler of a GET or HEAD request without query, ranges, credentials and body responds
     * without waiting; null if there is none. The handler receives it from {@link EngineExchange#readyAnswer}.
     *
     * @param rawPath the path as sent
     */
    @Nullable
    Object find(String rawPath);
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
