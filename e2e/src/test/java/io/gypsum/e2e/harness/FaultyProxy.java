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
 * Stands between servers and their S3 engine and, when told so, does to a share of the requests what networks and engines
 * do; see {@link ProxyFault}. Which requests it meets is drawn from a fixed seed.
 */
public final class FaultyProxy implements AutoCloseable {
  private static final Duration STALL = Duration.ofSeconds(5);

  private final URI engine;
  private final ServerSocket door;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Random random;
  private final Map<ProxyFault, Integer> counts = new EnumMap<>(ProxyFault.class);
  private volatile boolean faulty;

  private FaultyProxy(URI engine, ServerSocket door, long seed) {
    this.engine = engine;
    this.door = door;
    this.random = new Random(seed);
  }

  /** In front of {@code engine}, and well-behaved at first. */
  public static FaultyProxy to(URI engine, long seed) {
    try {
      FaultyProxy proxy =
          new FaultyProxy(
              engine, new ServerSocket(0, 200, InetAddress.getLoopbackAddress()), seed);
      Thread.ofVirtual().start(proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + door.getLocalPort());
  }

  public void behave(boolean well) {
    faulty = !well;
  }

  /** How many requests have met what since it misbehaves. */
  public synchronized Map<ProxyFault, Integer> counts() {
    return new EnumMap<>(counts);
  }

  private synchronized ProxyFault next() {
    if (!faulty) {
      return ProxyFault.NONE;
    }
    ProxyFault fault = ProxyFault.of(random.nextInt(ProxyFault.OF));
    counts.merge(fault, 1, Integer::sum);
    return fault;
  }

  private void accept() {
    try {
      while (true) {
        Socket client = door.accept();
        Thread.ofVirtual().start(() -> serve(client));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serve(Socket client) {
    open.add(client);
    try (client; Socket server = new Socket(engine.getHost(), engine.getPort())) {
      open.add(server);
      server.setTcpNoDelay(true);
      client.setTcpNoDelay(true);
      HttpMessages requests = new HttpMessages(client.getInputStream());
      HttpMessages answers = new HttpMessages(server.getInputStream());
      byte[] request = requests.request();
      while (request != null && answer(request, client, server, answers)) {
        request = requests.request();
      }
      open.remove(server);
    } catch (IOException e) {
      // One side has gone, so the other goes, too.
    } finally {
      open.remove(client);
    }
  }

  /** @return whether the connection stays */
  private boolean answer(byte[] request, Socket client, Socket server, HttpMessages answers)
      throws IOException {
    boolean head = HttpMessages.isHead(request);
    ProxyFault fault = next();
    switch (fault) {
      case FAILURE_BEFORE -> write(client, failure(500, "InternalError", head));
      case SLOW_DOWN -> write(client, failure(503, "SlowDown", head));
      case RESET_BEFORE -> reset(client);
      case FAILURE_AFTER -> {
        passOn(request, server, answers, head);
        write(client, failure(500, "InternalError", head));
      }
      case TIMEOUT_AFTER -> {
        passOn(request, server, answers, head);
        write(client, failure(504, "", head));
      }
      case RESET_AFTER -> {
        write(server, request);
        reset(client);
        byte[] _ = answers.answer(head);
      }
      case STALL -> {
        LockSupport.parkNanos(STALL.toNanos());
        write(client, passOn(request, server, answers, head));
      }
      case NONE -> write(client, passOn(request, server, answers, head));
    }
    return fault != ProxyFault.RESET_BEFORE && fault != ProxyFault.RESET_AFTER;
  }

  private static byte[] passOn(byte[] request, Socket server, HttpMessages answers, boolean head)
      throws IOException {
    write(server, request);
    return answers.answer(head);
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
      door.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
