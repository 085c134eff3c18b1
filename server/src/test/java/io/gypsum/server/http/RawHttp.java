package io.gypsum.server.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A client that sends arbitrary bytes and returns responses unchanged. Waits for at most 20 seconds. */
public final class RawHttp implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;

  /**
   * @param headers by lower-case name; several of one name are joined with a comma
   * @param latin1 the bytes of the body, each as one character
   */
  public record Answer(int status, Map<String, String> headers, String latin1) {
    public byte[] body() {
      return latin1.getBytes(StandardCharsets.ISO_8859_1);
    }

    public String text() {
      return new String(body(), StandardCharsets.UTF_8);
    }

    public String header(String name) {
      return headers.get(name.toLowerCase(Locale.ROOT));
    }
  }

  public RawHttp(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(20_000);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** Sends one request, encoded as ISO 8859-1, on a new connection. */
  public static Answer ask(int port, String request) throws IOException {
    try (RawHttp client = new RawHttp(port)) {
      client.send(request);
      return client.answer(request.startsWith("HEAD "));
    }
  }

  /** Sends a request without body; {@code target} is not encoded. */
  public static Answer ask(int port, String method, String target, String... headers)
      throws IOException {
    return ask(port, head(method, target, headers) + "\r\n");
  }

  public static String head(String method, String target, String... headers) {
    StringBuilder head =
        new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    return head.toString();
  }

  public void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  public void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** Closes the sending side of the connection. */
  public void endSending() throws IOException {
    socket.shutdownOutput();
  }

  /** Waits for the first byte of the response without consuming it. */
  public void awaitFirstByte() throws IOException {
    in.mark(1);
    in.read();
    in.reset();
  }

  /** Reads the response 100 Continue. */
  public void skipContinue() throws IOException {
    while (!line().isEmpty()) {
      // Its status line and headers.
    }
  }

  /** Waits for the first byte of the response, without consuming it, or for the end of the connection. */
  public boolean hasAnswerWithin(Duration time) throws IOException {
    socket.setSoTimeout(Math.toIntExact(time.toMillis()));
    try {
      awaitFirstByte();
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } finally {
      socket.setSoTimeout(20_000);
    }
  }

  /** Returns whether the server has closed the connection; everything that it sent must have been read. */
  public boolean isClosedByServer() throws IOException {
    try {
      return in.read() < 0;
    } catch (java.net.SocketException e) {
      return true;
    }
  }

  public Answer answer(boolean isHead) throws IOException {
    String statusLine = line();
    int status = Integer.parseInt(statusLine.split(" ")[1]);
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.merge(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip(),
          (first, second) -> first + ", " + second);
    }
    if (status == 100) {
      return answer(isHead);
    }
    boolean empty = isHead || status == 304 || status == 204;
    return new Answer(
        status, headers, empty ? "" : new String(body(headers), StandardCharsets.ISO_8859_1));
  }

  private byte[] body(Map<String, String> headers) throws IOException {
    String length = headers.get("content-length");
    if (length != null) {
      byte[] body = in.readNBytes(Integer.parseInt(length));
      if (body.length < Integer.parseInt(length)) {
        throw new EOFException("the body ended after " + body.length + " of " + length + " bytes");
      }
      return body;
    }
    if ("chunked".equals(headers.get("transfer-encoding"))) {
      return chunks();
    }
    return in.readAllBytes();
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
      body.write(in.readNBytes(size));
      line();
    }
    line();
    return body.toByteArray();
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the connection ended after '" + line + "'");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
