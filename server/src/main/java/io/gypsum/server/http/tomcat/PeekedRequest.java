package io.gypsum.server.http.tomcat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * Recognizes simple requests before the connector parses them. It may fail to recognize a simple request, but never recognizes
 * another one as simple.
 */
final class PeekedRequest {
  private static final byte[][] METHODS = {ascii("GET /"), ascii("HEAD /")};
  private static final byte[] END_OF_LINE = ascii(" HTTP/1.1\r\n");
  private static final byte[] END = ascii("\r\n\r\n");
  /**
   * Endings of the names of headers that announce a body, contain credentials, select ranges, or change how the connection is used
   * after the response.
   */
  private static final byte[][] OTHER_HEADERS = {
      ascii("content-length"), ascii("transfer-encoding"), ascii("expect"), ascii("upgrade"),
      ascii("authorization"), ascii("range")};
  private static final byte[] CONNECTION = ascii("connection");
  private static final byte[] KEEP_ALIVE = ascii(": keep-alive\r\n");

  private PeekedRequest() {}

  /**
   * Returns the path of a GET or HEAD request without query, body, range and credentials that keeps the connection open, if the
   * bytes consist of exactly one such request; null otherwise.
   */
  static @Nullable String path(ByteBuffer bytes) {
    int start = startOfPath(bytes);
    if (start < 0 || !endsWith(bytes, bytes.limit(), END)) {
      return null;
    }
    int end = endOfPath(bytes, start);
    if (end < 0 || !isExactlyAt(bytes, end, END_OF_LINE)
        || !hasOnlyUsualHeaders(bytes, end + END_OF_LINE.length - 1)) {
      return null;
    }
    byte[] path = new byte[end - start];
    bytes.get(start, path);
    return new String(path, StandardCharsets.ISO_8859_1);
  }

  /** Returns the position of the slash; -1 for another method. */
  private static int startOfPath(ByteBuffer bytes) {
    for (byte[] method : METHODS) {
      if (isExactlyAt(bytes, 0, method)) {
        return method.length - 1;
      }
    }
    return -1;
  }

  /** Returns the position of the space after the path; -1 if there is none or the target has a query. */
  private static int endOfPath(ByteBuffer bytes, int start) {
    for (int i = start; i < bytes.limit(); i++) {
      byte next = bytes.get(i);
      if (next == ' ') {
        return i;
      }
      if (next == '?' || next < ' ') {
        return -1;
      }
    }
    return -1;
  }

  /** @param start position of the end of the request line */
  private static boolean hasOnlyUsualHeaders(ByteBuffer bytes, int start) {
    int last = bytes.limit() - END.length;
    for (int i = start; i < last; i++) {
      byte next = bytes.get(i);
      if (next == ':' && endsWithOtherHeader(bytes, i)) {
        return false;
      }
      if (next == '\n' && !beginsHeader(bytes.get(i + 1))) {
        return false;
      }
    }
    return true;
  }

  /** Returns false where an earlier request ends, and where the value of the previous header continues. */
  private static boolean beginsHeader(byte first) {
    return first != '\r' && first != '\n' && first != ' ' && first != '\t';
  }

  private static boolean endsWithOtherHeader(ByteBuffer bytes, int end) {
    for (byte[] name : OTHER_HEADERS) {
      if (endsWith(bytes, end, name)) {
        return true;
      }
    }
    return endsWith(bytes, end, CONNECTION) && !isAt(bytes, end, KEEP_ALIVE);
  }

  private static boolean endsWith(ByteBuffer bytes, int end, byte[] lowerCase) {
    return end >= lowerCase.length && isAt(bytes, end - lowerCase.length, lowerCase);
  }

  private static boolean isExactlyAt(ByteBuffer bytes, int start, byte[] expected) {
    if (start + expected.length > bytes.limit()) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if (bytes.get(start + i) != expected[i]) {
        return false;
      }
    }
    return true;
  }

  /** Compares bytes, ignoring the case of letters. */
  private static boolean isAt(ByteBuffer bytes, int start, byte[] expected) {
    if (start + expected.length > bytes.limit()) {
      return false;
    }
    for (int i = expected.length - 1; i >= 0; i--) {
      if (lower(bytes.get(start + i)) != lower(expected[i])) {
        return false;
      }
    }
    return true;
  }

  private static int lower(byte value) {
    return value >= 'A' && value <= 'Z' ? value + ('a' - 'A') : value;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
