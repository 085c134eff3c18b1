package io.gypsum.e2e.harness;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Sends raw bytes, including ones that no client library would send, on a new connection. */
public final class HttpSocket {
  private static final int TIMEOUT_MILLIS = 40_000;

  private HttpSocket() {}

  /**
   * Sends a request with an unchanged {@code target}, the required headers, the given ones ({@code "Name: value"}), and no body.
   */
  public static TestResponse request(URI server, String method, String target, String... headers) {
    StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
    head.append("Host: ").append(server.getAuthority()).append("\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    head.append("Connection: close\r\n\r\n");
    return exchange(server, head.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Sends {@code bytes} and reads until the server closes the connection. */
  public static TestResponse exchange(URI server, byte[] bytes) {
    return parse(bytes, send(server, bytes, false));
  }

  /**
   * Returns everything that the server sends in response to {@code bytes} until it closes or resets the connection.
   *
   * @param halfClose whether to close the sending direction after {@code bytes}
   */
  public static byte[] send(URI server, byte[] bytes, boolean halfClose) {
    try (Socket socket = new Socket(server.getHost(), server.getPort())) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      ByteArrayOutputStream received = new ByteArrayOutputStream();
      try {
        socket.getOutputStream().write(bytes);
        if (halfClose) {
          socket.shutdownOutput();
        }
        InputStream in = socket.getInputStream();
        byte[] buffer = new byte[8192];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          received.write(buffer, 0, n);
        }
      } catch (SocketTimeoutException e) {
        throw e;
      } catch (SocketException e) {
        // The server reset the connection without reading the whole request.
      }
      return received.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(first(bytes) + ": " + e, e);
    }
  }

  private static TestResponse parse(byte[] request, byte[] received) {
    String text = new String(received, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      throw new AssertionError("no response to " + first(request) + ", but '" + text + "'");
    }
    String[] lines = text.substring(0, end).split("\r\n");
    Map<String, List<String>> headers = new TreeMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      headers
          .computeIfAbsent(
              lines[i].substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
          .add(lines[i].substring(colon + 1).strip());
    }
    String body = text.substring(end + 4);
    if (headers.containsKey("transfer-encoding")) {
      body = unchunked(body);
    }
    return new TestResponse(
        first(request), Integer.parseInt(lines[0].split(" ")[1]), headers,
        body.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String unchunked(String body) {
    StringBuilder whole = new StringBuilder();
    int at = 0;
    while (at < body.length()) {
      int line = body.indexOf("\r\n", at);
      int size = Integer.parseInt(body.substring(at, line), 16);
      whole.append(body, line + 2, line + 2 + size);
      at = line + 2 + size + 2;
    }
    return whole.toString();
  }

  private static String first(byte[] request) {
    String text = new String(request, StandardCharsets.ISO_8859_1);
    int end = text.indexOf('\r');
    return end < 0 ? text : text.substring(0, end);
  }
}
