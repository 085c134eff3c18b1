package io.gypsum.server.http;

import java.io.IOException;
import java.net.InetAddress;
import java.util.concurrent.ScheduledThreadPoolExecutor;

import org.apache.coyote.Adapter;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketWrapperBase;

/** Tomcat's HTTP/1.1 connector with our settings. */
final class Listener extends Http11NioProtocol {
  /** Characters that RFC 3986 forbids in a path or query, but that are sent; our router decides what they mean. */
  private static final String TOLERATED = "<>[]^`{|}\"";

  private final ScheduledThreadPoolExecutor housekeeping;

  Listener(HttpSettings settings, Adapter adapter) throws IOException {
    housekeeping = new ScheduledThreadPoolExecutor(
        1, Thread.ofPlatform().daemon().name("http-housekeeping").factory());
    setAddress(InetAddress.getByName(settings.host()));
    setPort(settings.port());
    setAdapter(adapter);
    setUtilityExecutor(housekeeping);
    getEndpoint().setUseVirtualThreads(true);
    // Bound on start, so that the port can be given up before the connections.
    getEndpoint().setBindOnInit(false);
    getEndpoint().setDaemon(true);
    setMaxConnections(settings.maxConnections());
    setMaxKeepAliveRequests(-1);
    setConnectionTimeout(Math.toIntExact(settings.idleTimeout().toMillis()));
    setKeepAliveTimeout(Math.toIntExact(settings.idleTimeout().toMillis()));
    setMaxHttpHeaderSize(settings.maxHeaderBytes());
    setContinueResponseTiming("onRead");
    setRelaxedPathChars(TOLERATED);
    setRelaxedQueryChars(TOLERATED);
  }

  void open() throws IOException {
    try {
      init();
      start();
    } catch (Exception e) {
      close();
      throw new IOException(
          "cannot listen on " + getAddress() + ", port " + getPort() + ": " + e.getMessage(), e);
    }
  }

  /** How many connections are being sent a file. */
  int sendingFiles() {
    int sending = 0;
    for (SocketWrapperBase<?> connection : getEndpoint().getConnections()) {
      if (connection instanceof NioEndpoint.NioSocketWrapper socket
          && SendFile.isPending(socket.getSendfileData())) {
        sending++;
      }
    }
    return sending;
  }

  void close() {
    try {
      stop();
      destroy();
    } catch (Exception e) {
      throw new IllegalStateException("the HTTP connector did not stop", e);
    } finally {
      housekeeping.shutdownNow();
    }
  }
}
