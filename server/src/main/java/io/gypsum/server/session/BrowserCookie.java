package io.gypsum.server.session;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import io.gypsum.server.http.Exchange;

/**
 * A cookie that scripts cannot read, and that browsers send with requests of this server's pages and when a person follows a link
 * to them, but not with forms and scripts of other sites. With HTTPS, the prefix of its name makes browsers refuse a cookie that
 * another host of the domain, or plain HTTP, tries to set. Immutable.
 *
 * @param suffix distinguishes the cookies of this server; empty, or starts with a hyphen
 */
public record BrowserCookie(String suffix, RequestOrigin origin) {
  /** Browsers accept 4,096 bytes for a cookie with its name and attributes. */
  public static final int MAX_CHARS = 3_900;

  private String name() {
    return (origin.isSecure() ? "__Host-gypsum" : "gypsum") + suffix;
  }

  /** Returns the values that a request contains; those of other programs on the same host may be among them. */
  public List<String> values(Exchange exchange) {
    String header = exchange.header("Cookie");
    if (header == null) {
      return List.of();
    }
    String start = name() + "=";
    return Arrays.stream(header.split(";"))
        .map(String::strip)
        .filter(cookie -> cookie.startsWith(start))
        .map(cookie -> cookie.substring(start.length()))
        .filter(value -> value.length() <= MAX_CHARS)
        .toList();
  }

  /** @param value at most {@link #MAX_CHARS} letters, digits, hyphens and underscores */
  public void send(Exchange exchange, String value, Duration maxAge) {
    if (value.length() > MAX_CHARS) {
      throw new IllegalArgumentException("the cookie has " + value.length() + " characters");
    }
    exchange.setCookie(
        name(), name() + "=" + value + "; Max-Age=" + maxAge.toSeconds() + attributes());
  }

  public void delete(Exchange exchange) {
    send(exchange, "", Duration.ZERO);
  }

  private String attributes() {
    return "; Path=/; HttpOnly; SameSite=Lax" + (origin.isSecure() ? "; Secure" : "");
  }
}
