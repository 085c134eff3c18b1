package io.gypsum.e2e.fuzz;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * A server whose responses are arbitrary bytes, with a second address for redirects. It records whether a request to the
 * second one contains an access token. Each connection has one request.
 */
final class HostileServer implements AutoCloseable {
  private static final int MAX_HEAD_BYTES = 64 * 1024;
  private static final String SUMMARY = """
      {"upload_user_id":"u","upload_start":"2026-01-01T00:00:00.000Z",
       "upload_finish":"2026-01-01T00:00:01.000Z"}""";
  private final ServerSocket own;
  private final ServerSocket other;
  private final AtomicBoolean tokenLeaked = new AtomicBoolean();
  private volatile Function<String, byte[]> responses = line -> new byte[0];

  HostileServer() throws IOException {
    own = new ServerSocket(0, 100, InetAddress.ofLiteral("127.0.0.1"));
    other = new ServerSocket(0, 100, InetAddress.ofLiteral("127.0.0.2"));
    Thread _ = Thread.ofPlatform().daemon().start(() -> accept(own, false));
    Thread _ = Thread.ofPlatform().daemon().start(() -> accept(other, true));
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + own.getLocalPort());
  }

  /** Returns the URL of the second address. */
  URI otherUrl() {
    return URI.create("http://127.0.0.2:" + other.getLocalPort());
  }

  /** @param newResponses returns all bytes of the response to the request with that first line */
  void respond(Function<String, byte[]> newResponses) {
    responses = newResponses;
    tokenLeaked.set(false);
  }

  boolean tokenLeaked() {
    return tokenLeaked.get();
  }

  private void accept(ServerSocket listener, boolean isOther) {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        Thread _ = Thread.ofVirtual().start(() -> serve(socket, isOther));
      } catch (IOException e) {
        // Closed.
        return;
      }
    }
  }

  private void serve(Socket socket, boolean isOther) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      String head = head(in);
      String lower = head.toLowerCase(Locale.ROOT);
      if (isOther && lower.contains("\nauthorization:")) {
        tokenLeaked.set(true);
      }
      skipBody(in, lower);
      OutputStream out = socket.getOutputStream();
      out.write(responses.apply(head.substring(0, Math.max(0, head.indexOf('\r')))));
      out.flush();
      socket.shutdownOutput();
    } catch (IOException e) {
      // The client has closed the connection.
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < MAX_HEAD_BYTES && !head.toString().endsWith("\r\n\r\n")) {
      int b = in.read();
      if (b < 0) {
        break;
      }
      head.append((char) b);
    }
    return head.toString();
  }

  private static void skipBody(InputStream in, String lowerHead) throws IOException {
    int at = lowerHead.indexOf("\ncontent-length: ");
    if (at >= 0) {
      int end = lowerHead.indexOf('\r', at);
      in.skipNBytes(Long.parseLong(lowerHead, at + 17, end, 10));
    }
  }

  /** Returns a complete response with that body. */
  static byte[] success(byte[] body) {
    return response("200 OK", body);
  }

  /** Returns the response to a request for the summary of a version, without which a client reads nothing else of it. */
  static byte[] summary() {
    return success(SUMMARY.getBytes(StandardCharsets.US_ASCII));
  }

  static byte[] notFound() {
    return response("404 Not Found", new byte[0]);
  }

  private static byte[] response(String status, byte[] body) {
    byte[] head =
        ("HTTP/1.1 " + status + "\r\nContent-Length: " + body.length
            + "\r\nConnection: close\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] whole = new byte[head.length + body.length];
    System.arraycopy(head, 0, whole, 0, head.length);
    System.arraycopy(body, 0, whole, head.length, body.length);
    return whole;
  }

  @Override
  public void close() throws IOException {
    own.close();
    other.close();
  }
}
