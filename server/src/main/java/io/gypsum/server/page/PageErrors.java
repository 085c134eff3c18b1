package io.gypsum.server.page;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.gypsum.core.FailureDetails;
import io.gypsum.core.Printable;
import io.gypsum.server.http.ErrorRenderer;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.page.UnknownNameException.Suggestion;
import io.gypsum.server.page.template.JteerrorGenerated;
import io.gypsum.server.page.template.JteexpiredformGenerated;
import io.gypsum.server.session.ExpiredFormException;
import io.gypsum.server.session.SessionAuthentication;
import org.jspecify.annotations.Nullable;

/**
 * Shows failures as pages to people, and as JSON to programs. A request for a page counts as one of a person; a request
 * for another address only if its {@code Accept} header is that of a browser that opens an address (pages.md, section 2).
 * Immutable.
 */
public final class PageErrors {
  private final Site site;

  public PageErrors(Site site) {
    this.site = site;
  }

  /** Returns the renderer for the addresses of pages. */
  public ErrorRenderer forPages() {
    return (exchange, status, kind, reason, details) -> {
      PageRenderer.protect(exchange);
      render(!ErrorRenderer.wantsJson(exchange), exchange, status, kind, reason, details);
    };
  }

  /** Returns the renderer for the addresses of the API. */
  public ErrorRenderer forApi() {
    return (exchange, status, kind, reason, details) -> render(
        isBrowser(exchange), exchange, status, kind, reason, details);
  }

  /**
   * Returns whether a person opens an address. Programs also send {@code text/html}: Java's own client does so by default;
   * only browsers add XHTML.
   */
  public static boolean isBrowser(Exchange exchange) {
    String accept = exchange.header("Accept");
    return accept != null && exchange.isRead() && accept.contains("text/html")
        && accept.contains("application/xhtml+xml");
  }

  private void render(
      boolean asPage, Exchange exchange, int status, String kind, String reason,
      @Nullable FailureDetails details)
      throws IOException {
    exchange.setHeader("Vary", "Accept");
    if (!asPage) {
      ErrorRenderer.JSON.render(exchange, status, kind, reason, details);
      return;
    }
    if (details instanceof RefusedFormException refused) {
      PageRenderer.send(exchange, status, refused.page());
      return;
    }
    if (details instanceof ExpiredFormException expired) {
      ExpiredFormView view =
          ExpiredFormView.of(
              site.urls().publicPath() + exchange.rawPath(), reason, expired.form().fields());
      Page page = Page.of(site, exchange, "Send the form again");
      PageRenderer.send(
          exchange, status, out -> JteexpiredformGenerated.render(out, null, page, view));
      return;
    }
    List<Suggestion> suggestions =
        details instanceof UnknownNameException unknown ? unknown.suggestions() : List.of();
    List<Suggestion> explanations =
        details instanceof UnknownNameException unknown ? unknown.explanations() : List.of();
    ErrorView view = ErrorView.of(status, reason, suggestions, explanations);
    Page page = Page.of(site, exchange, view.heading());
    PageRenderer.send(
        exchange, status, out -> JteerrorGenerated.render(out, null, page, view));
  }

  /**
   * A form whose session has ended, which can be sent again.
   *
   * @param action the address to which it was sent
   * @param fields without the CSRF token
   */
  public record ExpiredFormView(String action, String reason, List<FormField> fields) {
    static ExpiredFormView of(String action, String reason, Map<String, List<String>> fields) {
      List<FormField> kept = new ArrayList<>();
      fields.forEach((name, values) -> {
        if (!name.equals(SessionAuthentication.CSRF_FIELD)) {
          values.forEach(value -> kept.add(new FormField(name, value)));
        }
      });
      return new ExpiredFormView(action, Printable.line(reason), List.copyOf(kept));
    }
  }

  /** A field of a form as it was sent. */
  public record FormField(String name, String value) {}

  /**
   * The content of an error page.
   *
   * @param suggestions pages that the reader may have meant
   * @param explanations pages that explain the failure
   */
  public record ErrorView(
      int status, String heading, String reason, List<Suggestion> suggestions,
      List<Suggestion> explanations) {
    static ErrorView of(
        int status, String reason, List<Suggestion> suggestions,
        List<Suggestion> explanations) {
      String heading =
          switch (status) {
            case 400 -> "This address is not valid";
            case 401 -> "Sign-in is required";
            case 403 -> "You have no access to this";
            case 404 -> "Not found";
            case 405 -> "This address does not support the request";
            case 413, 414 -> "This is too large";
            case 429 -> "Too many requests";
            case 503 -> "The server is busy";
            case 507 -> "The disk of the server is full";
            default -> "The server could not show this page";
          };
      return new ErrorView(
          status, heading, Printable.line(reason), suggestions, explanations);
    }

    /** Returns whether the same request may succeed soon. */
    public boolean isTemporary() {
      return status == 429 || status == 503;
    }
  }
}
