package io.gypsum.server.page.signin;

import io.gypsum.server.http.Exchange;

/**
 * The page that a person wanted before the sign-in. It is always a page of this server, whatever the address contains, so
 * a link to the sign-in page cannot lead to another site afterwards.
 *
 * @param path starts with exactly one slash; without the public path
 */
public record NextAddress(String path) {
  static final String PARAMETER = "next";
  private static final NextAddress HOME = new NextAddress("/");
  private static final int MAX_CHARS = 2_000;

  /** Returns the address in the query of a request; the home page if there is none. */
  public static NextAddress of(Exchange exchange) {
    return of(exchange.queryParameter(PARAMETER) == null ? "" : exchange.queryParameter(PARAMETER));
  }

  /** Returns the home page for anything but a path on this server. */
  public static NextAddress of(String text) {
    return isPath(text) ? new NextAddress(text) : HOME;
  }

  /**
   * Browsers take {@code //host}, and also {@code /\host}, for the address of another host, and they skip tabs and line ends. They
   * encode quotation marks, which would need more space in the cookie of a pending sign-in.
   */
  private static boolean isPath(String text) {
    return text.startsWith("/") && text.length() <= MAX_CHARS
        && (text.length() == 1 || text.charAt(1) != '/')
        && text.chars().allMatch(c -> c > ' ' && c < 0x7F && c != '\\' && c != '"');
  }

  public boolean isHome() {
    return path.equals("/");
  }
}
