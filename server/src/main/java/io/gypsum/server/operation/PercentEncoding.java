package io.gypsum.server.operation;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Writing URLs. */
final class PercentEncoding {
  private PercentEncoding() {}

  /** One segment of a path, in which every reserved character is encoded. */
  static String segment(String text) {
    // A form encodes as a path does, but for the space.
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
