package io.gypsum.client.http;

import java.net.URI;
import java.net.URISyntaxException;

import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.jspecify.annotations.Nullable;

/** Where a server keeps a file that it does not send itself: an address of its store. */
final class Elsewhere {
  private Elsewhere() {}

  /**
   * The same question to where the answer points, or null when it is none or must not be followed: only what anyone may
   * ask is asked elsewhere, so that no token gets there, and never less safely than here.
   */
  static @Nullable Call of(Call call, ClassicHttpResponse response) {
    boolean points = response.getCode() == 302 || response.getCode() == 307;
    Header location = response.getFirstHeader("Location");
    if (!points || location == null || call.token() != null || !call.method().equals("GET")) {
      return null;
    }
    try {
      URI there = new URI(location.getValue());
      boolean safe = "https".equals(there.getScheme())
          || ("http".equals(there.getScheme()) && "http".equals(call.uri().getScheme()));
      return safe && there.getHost() != null
          ? new Call(call.asked(), "GET", there, call.body(), call.headers(), null)
          : null;
    } catch (URISyntaxException e) {
      return null;
    }
  }
}
