package io.gypsum.server.page;

import java.io.IOException;

import gg.jte.html.HtmlTemplateOutput;
import gg.jte.html.OwaspHtmlTemplateOutput;
import gg.jte.output.Utf8ByteOutput;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.session.Visitor;

/**
 * Writes pages with the headers that all pages have: nothing is loaded from other hosts, no inline script or style runs, no
 * other site may frame a page, and no address is sent to other sites (pages.md, section 3). Pages are bounded, so each is rendered in memory.
 */
public final class PageRenderer {
  private static final String CONTENT_TYPE = "text/html; charset=utf-8";
  /** Larger pages count as transfers, so that clients that read slowly cannot keep any number of them in memory. */
  static final int MAX_UNGUARDED_BYTES = 48 * 1024;
  private static final int PIECE_BYTES = 32 * 1024;
  static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
          + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private PageRenderer() {}

  /** A compiled template with its parameters. */
  @FunctionalInterface
  public interface Template {
    void render(HtmlTemplateOutput out);
  }

  /** Responds with 200 and a page that browsers request again each time. */
  public static void send(Exchange exchange, Template template) throws IOException {
    send(exchange, 200, template);
  }

  public static void send(Exchange exchange, int status, Template template) throws IOException {
    Utf8ByteOutput html = new Utf8ByteOutput();
    template.render(new OwaspHtmlTemplateOutput(html));
    setHeaders(exchange);
    send(exchange, status, html.toByteArray());
  }

  /** Responds with a page that no cache and no history of a browser keeps: one with a secret, or with the result of an attempt. */
  public static void sendUnstored(Exchange exchange, int status, Template template)
      throws IOException {
    Utf8ByteOutput html = new Utf8ByteOutput();
    template.render(new OwaspHtmlTemplateOutput(html));
    setHeaders(exchange);
    exchange.setHeader("Cache-Control", "no-store");
    send(exchange, status, html.toByteArray());
  }

  private static void send(Exchange exchange, int status, byte[] html) throws IOException {
    if (html.length <= MAX_UNGUARDED_BYTES) {
      exchange.sendBytes(status, CONTENT_TYPE, html);
      return;
    }
    exchange.stream(status, CONTENT_TYPE, html.length, out -> {
      // The pace of the client is checked after each piece.
      for (int start = 0; start < html.length; start += PIECE_BYTES) {
        out.write(html, start, Math.min(PIECE_BYTES, html.length - start));
      }
    });
  }

  /** Returns whether a script asks for a part of a page. To restore its history, htmx needs the whole page. */
  public static boolean isPartRequested(Exchange exchange) {
    return "true".equals(exchange.header("HX-Request"))
        && !"true".equals(exchange.header("HX-History-Restore-Request"));
  }

  /** Sets the headers of a page that no template writes, such as a feed. */
  public static void setHeaders(Exchange exchange) {
    protect(exchange);
    exchange.setHeader("Vary", "Accept, Cookie, HX-Request");
    // What a page shows depends on who looks at it; only the browser may keep a page of a session.
    exchange.setHeader(
        "Cache-Control",
        Visitor.of(exchange).csrfToken().isEmpty() ? "no-cache" : "private, no-cache");
  }

  /** Sets the headers that protect people who open an address in a browser. */
  public static void protect(Exchange exchange) {
    exchange.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    exchange.setHeader("X-Frame-Options", "DENY");
    exchange.setHeader("Referrer-Policy", "same-origin");
  }
}
