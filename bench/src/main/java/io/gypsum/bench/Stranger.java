package io.gypsum.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** An anonymous client with an address of its own in 127.0.0.0/8. Each of its requests uses a new connection. */
final class Stranger implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 60_000;
  /** A shorter pause would only measure how fast both sides can open connections. */
  private static final int PAUSE_AFTER_REFUSAL_MILLIS = 250;
  private static final int SLOW_INTERVAL_MILLIS = 1_000;
  private final URI server;
  private final InetAddress address;
  private final Counts counts;
  private volatile boolean closed;
  private volatile Socket socket = new Socket();

  /** The responses that all strangers have received. */
  record Counts(AtomicLong answered, AtomicLong refused) {
    Counts() {
      this(new AtomicLong(), new AtomicLong());
    }
  }

  Stranger(URI server, int number, Counts counts) throws IOException {
    this.server = server;
    this.address =
        InetAddress.getByAddress(
            new byte[] {127, 1, (byte) (number / 250), (byte) (number % 250 + 1)});
    this.counts = counts;
  }

  boolean isClosed() {
    return closed;
  }

  /** Requests a path again as soon as the response was received. */
  void requestRepeatedly(String path, Map<String, String> headers)
      throws IOException, InterruptedException {
    StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: x\r\n");
    headers.forEach((name, value) -> request.append(name + ": " + value + "\r\n"));
    byte[] bytes = Flood.ascii(request.append("Connection: close\r\n\r\n").toString());
    while (!closed) {
      connect();
      socket.getOutputStream().write(bytes);
      InputStream in = socket.getInputStream();
      String status = new String(in.readNBytes(12), StandardCharsets.US_ASCII);
      in.transferTo(OutputStream.nullOutputStream());
      if (status.endsWith("200")) {
        counts.answered.incrementAndGet();
      } else {
        counts.refused.incrementAndGet();
        Thread.sleep(PAUSE_AFTER_REFUSAL_MILLIS);
      }
    }
  }

  /** Sends the start of a request, then a piece each second until the server closes the connection. */
  void sendSlowly(String start, String piece) throws IOException, InterruptedException {
    while (!closed) {
      connect();
      socket.getOutputStream().write(Flood.ascii(start));
      try {
        while (!closed) {
          Thread.sleep(SLOW_INTERVAL_MILLIS);
          socket.getOutputStream().write(Flood.ascii(piece));
        }
      } catch (SocketException e) {
        counts.refused.incrementAndGet();
        Thread.sleep(PAUSE_AFTER_REFUSAL_MILLIS);
      }
    }
  }

  private void connect() throws IOException {
    socket.close();
    Socket next = new Socket();
    next.setSoTimeout(TIMEOUT_MILLIS);
    next.bind(new InetSocketAddress(address, 0));
    next.connect(new InetSocketAddress(server.getHost(), server.getPort()), TIMEOUT_MILLIS);
    socket = next;
    if (closed) {
      next.close();
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    socket.close();
  }
}
