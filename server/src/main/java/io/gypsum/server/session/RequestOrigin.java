package io.gypsum.server.session;

import java.net.URI;
import java.util.Locale;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Loopback;
import io.gypsum.core.Printable;
import io.gypsum.server.http.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * The origin (scheme, host and port) at which browsers reach the pages: that of the public URL, or without one, the host that the
 * browser names. Sessions exist on HTTPS, and on plain HTTP only for a browser on the same machine. Immutable.
 */
public final class RequestOrigin {
  /** Scheme and authority as browsers send them, without a trailing slash; null without a public URL. */
  private final @Nullable String publicOrigin;
  private final @Nullable URI publicUrl;

  /** @param publicUrl at which clients reach the server; null if it is the address on which it listens */
  public RequestOrigin(@Nullable URI publicUrl) {
    this.publicUrl = publicUrl;
    this.publicOrigin =
        publicUrl == null
            ? null
            : normalized(publicUrl.getScheme() + "://" + publicUrl.getRawAuthority());
  }

  /** Returns whether cookies are sent by HTTPS only. */
  public boolean isSecure() {
    return publicOrigin != null && publicOrigin.startsWith("https:");
  }

  /** Returns whether a page of this server sent a request; false if the browser does not send the origin. */
  boolean isSame(Exchange exchange) {
    String origin = exchange.header("Origin");
    return origin != null && normalized(origin).equals(expected(exchange));
  }

  /**
   * Checks that a request was sent by a page of this server.
   *
   * @throws GypsumException FORBIDDEN if another site sent it, or the browser does not send the origin
   */
  public void requireSame(Exchange exchange) {
    String origin = exchange.header("Origin");
    if (origin == null) {
      throw GypsumException.forbidden(
          "the request has no header 'Origin', so this server cannot determine which site sent it");
    }
    if (!normalized(origin).equals(expected(exchange))) {
      throw GypsumException.forbidden(
          "the form was sent by another site ('" + Printable.value(origin)
              + "'): open the page at '"
              + Printable.value(expected(exchange)) + "' and send it there");
    }
  }

  /**
   * Checks that a browser can keep a secret for this server.
   *
   * @throws GypsumException FORBIDDEN if it uses plain HTTP from another machine
   */
  public void requireConfidential(Exchange exchange) {
    if (!isSecure() && !Loopback.isLoopback(hostOf(expected(exchange)))) {
      throw GypsumException.forbidden(
          "sign-in needs HTTPS, because plain HTTP reveals passwords and tokens to the network; use the command or an API"
              + " client, or ask the administrator to serve the pages by HTTPS and to set 'public-url'");
    }
  }

  /** Returns the origin of a request whose confidentiality was checked, without a trailing slash. */
  public String of(Exchange exchange) {
    return expected(exchange);
  }

  private String expected(Exchange exchange) {
    if (publicOrigin != null) {
      return publicOrigin;
    }
    String host = exchange.header("Host");
    return normalized("http://" + (host == null ? "" : host));
  }

  /** Returns the public URL; null if there is none. */
  public @Nullable URI publicUrl() {
    return publicUrl;
  }

  private static String hostOf(String origin) {
    String authority = origin.substring(origin.indexOf("://") + 3);
    int port = authority.lastIndexOf(':');
    return port > authority.lastIndexOf(']') ? authority.substring(0, port) : authority;
  }

  /** Returns an origin in lower case and without the default port, which browsers leave out. */
  private static String normalized(String origin) {
    String text = origin.toLowerCase(Locale.ROOT);
    String port = text.startsWith("https:") ? ":443" : ":80";
    return text.endsWith(port) ? text.substring(0, text.length() - port.length()) : text;
  }
}
