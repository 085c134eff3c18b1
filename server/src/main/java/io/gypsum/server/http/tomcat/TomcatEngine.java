package io.gypsum.server.http.tomcat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Consumer;

import io.gypsum.server.http.EngineExchange;
import io.gypsum.server.http.HttpEngine;
import io.gypsum.server.http.HttpSettings;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.apache.coyote.Adapter;
import org.apache.coyote.Processor;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SendfileDataBase;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's HTTP/1.1 connector without its servlet container, which would render some errors by itself (decision 0002).
 * Requests have virtual threads, so that slow clients occupy no platform thread, unless they are answered from memory ({@link
 * InlineEndpoint}).
 */
public final class TomcatEngine extends Http11NioProtocol implements HttpEngine {
  /**
   * Connections that the operating system completes before they are accepted. When more arrive at the same time, it drops
   * them, and their clients try again only after a second. Linux uses at most {@code net.core.somaxconn} (4,096 by
   * default).
   */
  private static final int BACKLOG = 1024;
  /** Characters that RFC 3986 forbids in a path or query, but that clients send; the router interprets them. */
  private static final String TOLERATED_CHARACTERS = "<>[]^`{|}\"";
  /**
   * A virtual thread releases its carrier only when it waits. With one carrier per processor, Java's default, a few
   * requests that compute (hashing a fast upload) would delay all others; with more, the operating system schedules them.
   * Carriers are started on demand.
   */
  private static final int MIN_CARRIERS = 2 + 2 * Runtime.getRuntime().availableProcessors();

  private final ScheduledThreadPoolExecutor housekeeping;
  private final HttpSettings.ClientPace pace;
  private int port;

  private TomcatEngine(
      HttpSettings settings, ConnectionLimit connections, ReadyAnswers answers,
      Consumer<EngineExchange> requests)
      throws IOException {
    super(new InlineEndpoint(connections, answers));
    pace = settings.pace();
    setAddress(InetAddress.getByName(settings.address().host()));
    setPort(settings.address().port());
    housekeeping = new ScheduledThreadPoolExecutor(
        1, Thread.ofPlatform().daemon().name("http-housekeeping").factory());
    housekeeping.setRemoveOnCancelPolicy(true);
    setUtilityExecutor(housekeeping);
    setAdapter(new RequestAdapter(requests));
    getEndpoint().setUseVirtualThreads(true);
    // Bound on start, so that the port can be released before the connections are closed.
    getEndpoint().setBindOnInit(false);
    getEndpoint().setDaemon(true);
    setMaxConnections(settings.requests().maxConnections());
    setAcceptCount(BACKLOG);
    setMaxKeepAliveRequests(-1);
    int idleTimeoutMillis = Math.toIntExact(settings.pace().idleTimeout().toMillis());
    setConnectionTimeout(idleTimeoutMillis);
    setKeepAliveTimeout(idleTimeoutMillis);
    setMaxHttpHeaderSize(settings.requests().maxHeaderBytes());
    setContinueResponseTiming("onRead");
    setRelaxedPathChars(TOLERATED_CHARACTERS);
    setRelaxedQueryChars(TOLERATED_CHARACTERS);
  }

  @Override
  protected Processor createProcessor() {
    return new GuardedProcessor(this, getAdapter(), pace, housekeeping);
  }

  /** A {@link HttpEngine.Factory}. */
  public static HttpEngine start(
      HttpSettings settings, ConnectionLimit connections, ReadyAnswers answers,
      Consumer<EngineExchange> requests)
      throws IOException {
    provideCarriers();
    TomcatEngine engine = new TomcatEngine(settings, connections, answers, requests);
    engine.listen();
    return engine;
  }

  /** Ensures enough carriers of virtual threads, for the whole process. */
  private static void provideCarriers() {
    if (Integer.getInteger("jdk.virtualThreadScheduler.parallelism", 0) > 0) {
      return;
    }
    VirtualThreadSchedulerMXBean scheduler =
        ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
    if (scheduler.getParallelism() < MIN_CARRIERS) {
      scheduler.setParallelism(MIN_CARRIERS);
    }
  }

  private void listen() throws IOException {
    try {
      init();
      start();
      port = getLocalPort();
    } catch (Exception e) {
      close();
      throw new IOException(
          "cannot listen on " + getAddress() + ", port " + getPort() + ": " + e.getMessage(), e);
    }
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public void closePort() {
    closeServerSocketGraceful();
  }

  @Override
  public int filesBeingSent() {
    int sending = 0;
    for (SocketWrapperBase<?> connection : getEndpoint().getConnections()) {
      if (connection instanceof NioEndpoint.NioSocketWrapper socket
          && (isPending(socket.getSendfileData())
              || (socket.getSocket() instanceof PeekedChannel channel && channel.hasUnsent()))) {
        sending++;
      }
    }
    return sending;
  }

  private static boolean isPending(@Nullable SendfileDataBase data) {
    return data != null && data.length > 0;
  }

  @Override
  public void close() {
    try {
      stop();
      destroy();
    } catch (Exception e) {
      throw new IllegalStateException("the HTTP connector failed to stop", e);
    } finally {
      housekeeping.shutdownNow();
    }
  }

  /** Receives every request from the connector. */
  private record RequestAdapter(Consumer<EngineExchange> requests) implements Adapter {
    @Override
    public void service(Request request, Response response) {
      requests.accept(new TomcatExchange(request, response));
    }

    @Override
    public boolean prepare(Request request, Response response) {
      return true;
    }

    @Override
    public boolean asyncDispatch(Request request, Response response, SocketEvent status) {
      return false;
    }

    @Override
    public void log(Request request, Response response, long timeMillis) {
      // Called for connections that ended before service(): there was no response.
    }

    @Override
    public void checkRecycled(Request request, Response response) {
      // This adapter keeps no state of a request.
    }

    @Override
    public @Nullable String getDomain() {
      return null;
    }
  }
}
