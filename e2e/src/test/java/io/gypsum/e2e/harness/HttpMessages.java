package io.gypsum.e2e.harness;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Splits one direction of an HTTP/1.1 connection into messages, each with all of its bytes unchanged. */
final class HttpMessages {
  private static final int MAX_HEAD_BYTES = 64 * 1024;
  private static final int MAX_BODY_BYTES = 16 * 1024 * 1024;
  private static final Pattern LENGTH =
      Pattern.compile("\r\ncontent-length: *(\\d+)", Pattern.CASE_INSENSITIVE);
  private static final Pattern CHUNKED =
      Pattern.compile("\r\ntransfer-encoding: *chunked", Pattern.CASE_INSENSITIVE);
  private static final Pattern WITHOUT_BODY =
      Pattern.compile("HTTP/1.1 (1\\d\\d|204|304) .*", Pattern.DOTALL);

  private final InputStream in;
  private ByteArrayOutputStream message = new ByteArrayOutputStream();

  HttpMessages(InputStream in) {
    this.in = new BufferedInputStream(in);
  }

  static boolean isHead(byte[] request) {
    return request[0] == 'H';
  }

  /** Returns the next request, or null at the end of the connection. */
  byte[] request() throws IOException {
    message = new ByteArrayOutputStream();
    String head = head();
    if (head == null) {
      return null;
    }
    body(head);
    return message.toByteArray();
  }

  /** @param toHead whether the response is to a HEAD request and therefore has no body, whatever its headers declare */
  byte[] response(boolean toHead) throws IOException {
    message = new ByteArrayOutputStream();
    String head = head();
    if (head == null) {
      throw new EOFException("no response");
    }
    if (!toHead && !WITHOUT_BODY.matcher(head).matches()) {
      body(head);
    }
    return message.toByteArray();
  }

  private String head() throws IOException {
    int end = 0;
    while (end < 4) {
      int next = in.read();
      if (next < 0) {
        return null;
      }
      message.write(next);
      end = next == (end % 2 == 0 ? '\r' : '\n') ? end + 1 : next == '\r' ? 1 : 0;
      require(message.size() <= MAX_HEAD_BYTES);
    }
    return message.toString(StandardCharsets.ISO_8859_1);
  }

  private void body(String head) throws IOException {
    Matcher length = LENGTH.matcher(head);
    if (CHUNKED.matcher(head).find()) {
      chunks();
    } else if (length.find()) {
      copy(Integer.parseInt(length.group(1)));
    }
  }

  private void chunks() throws IOException {
    int size;
    do {
      StringBuilder line = new StringBuilder();
      while (line.isEmpty() || line.charAt(line.length() - 1) != '\n') {
        int next = in.read();
        require(next >= 0 && line.length() < MAX_HEAD_BYTES);
        line.append((char) next);
        message.write(next);
      }
      size = Integer.parseInt(line.toString().strip(), 16);
      copy(size + 2);
    } while (size > 0);
  }

  private void copy(int bytes) throws IOException {
    require(bytes <= MAX_BODY_BYTES);
    byte[] body = in.readNBytes(bytes);
    require(body.length == bytes);
    message.write(body);
  }

  private static void require(boolean good) throws IOException {
    if (!good) {
      throw new IOException("unsupported HTTP message");
    }
  }
}
