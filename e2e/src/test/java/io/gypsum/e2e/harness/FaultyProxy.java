package io.gypsum.e2e.harness;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * A proxy between servers and their S3-compatible service that injects the faults of networks and services into a share of the requests while faults are enabled; see {@link ProxyFault}. The affected requests are chosen at random with a fixed seed.
 */
public final class FaultyProxy implements AutoCloseable {
  private static final Duration STALL = Duration.ofSeconds(5);

  private final URI s3;
  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Random random;
  private final Map<ProxyFault, Integer> counts = new EnumMap<>(ProxyFault.class);
  private volatile boolean faulty;

  private FaultyProxy(URI s3, ServerSocket listener, long seed) {
    this.s3 = s3;
    this.listener = listener;
    this.random = new Random(seed);
  }

  /** Starts a proxy in front of {@code s3}, with faults disabled. */
  public static FaultyProxy to(URI s3, long seed) {
    try {
      FaultyProxy proxy =
          new FaultyProxy(
              s3, new ServerSocket(0, 200, InetAddress.getLoopbackAddress()), seed);
      Thread.ofVirtual().start(proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /** Enables or disables faults. */
  public void setFaulty(boolean value) {
    faulty = value;
  }

  /** Returns the number of requests per fault since faults were enabled. */
  public synchronized Map<ProxyFault, Integer> counts() {
    return new EnumMap<>(counts);
  }

  private synchronized ProxyFault next() {
    if (!faulty) {
      return ProxyFault.NONE;
    }
    ProxyFault fault = ProxyFault.of(random.nextInt(ProxyFault.TOTAL));
    counts.merge(fault, 1, Integer::sum);
    return fault;
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        Thread.ofVirtual().start(() -> serve(client));
      }
    } catch (IOException e) {
      // The proxy was closed.
    }
  }

  private void serve(Socket client) {
    open.add(client);
    try (client; Socket server = new Socket(s3.getHost(), s3.getPort())) {
      open.add(server);
      server.setTcpNoDelay(true);
      client.setTcpNoDelay(true);
      HttpMessages requests = new HttpMessages(client.getInputStream());
      HttpMessages responses = new HttpMessages(server.getInputStream());
      byte[] request = requests.request();
      while (request != null && forward(request, client, server, responses)) {
        request = requests.request();
      }
      open.remove(server);
    } catch (IOException e) {
      // One side closed its connection, so the other one is closed as well.
    } finally {
      open.remove(client);
    }
  }

  /** Returns whether the connection stays open. */
  private boolean forward(byte[] request, Socket client, Socket server, HttpMessages responses)
      throws IOException {
    boolean head = HttpMessages.isHead(request);
    ProxyFault fault = next();
    switch (fault) {
      case FAILURE_BEFORE -> write(client, failure(500, "InternalError", head));
      case SLOW_DOWN -> write(client, failure(503, "SlowDown", head));
      case RESET_BEFORE -> reset(client);
      case FAILURE_AFTER -> {
        relay(request, server, responses, head);
        write(client, failure(500, "InternalError", head));
      }
      case TIMEOUT_AFTER -> {
        relay(request, server, responses, head);
        write(client, failure(504, "", head));
      }
      case RESET_AFTER -> {
        write(server, request);
        reset(client);
        byte[] _ = responses.response(head);
      }
      case STALL -> {
        LockSupport.parkNanos(STALL.toNanos());
        write(client, relay(request, server, responses, head));
      }
      case NONE -> write(client, relay(request, server, responses, head));
    }
    return fault != ProxyFault.RESET_BEFORE && fault != ProxyFault.RESET_AFTER;
  }

  private static byte[] relay(byte[] request, Socket server, HttpMessages responses, boolean head)
      throws IOException {
    write(server, request);
    return responses.response(head);
  }

  private static byte[] failure(int status, String code, boolean head) {
    String body = code.isEmpty() ? "" : "<Error><Code>" + code + "</Code></Error>";
    String text =
        "HTTP/1.1 " + status + " Faulty\r\nContent-Length: " + body.length() + "\r\n\r\n"
            + (head ? "" : body);
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static void write(Socket socket, byte[] bytes) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(bytes);
    out.flush();
  }

  private static void reset(Socket socket) throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
