package io.gypsum.server.page.signin;

import java.io.IOException;
import java.util.List;

import io.gypsum.core.GypsumException;
import io.gypsum.core.decision.User;
import io.gypsum.server.api.LimitedSignIn;
import io.gypsum.server.http.ErrorRenderer;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.FormBody;
import io.gypsum.server.operation.RoleChecks;
import io.gypsum.server.page.Page;
import io.gypsum.server.page.PageRenderer;
import io.gypsum.server.page.PageUrls;
import io.gypsum.server.page.Site;
import io.gypsum.server.page.template.JtesigninGenerated;
import io.gypsum.server.session.BrowserCookie;
import io.gypsum.server.session.Session.Member;
import io.gypsum.server.session.SessionAuthentication;
import io.gypsum.server.session.Sessions;
import org.jspecify.annotations.Nullable;

/**
 * {@code /sign-in?next=}: signs a person in with an access token, and links to the other ways of signing in. The token must be
 * one that the API accepts, so a session has no other rights than the token.
 */
public final class SignInPage {
  private final Site site;
  private final Sessions sessions;
  private final LimitedSignIn signIn;
  private final RoleChecks roles;
  private final List<SignInLink> links;

  /**
   * Another way of signing in.
   *
   * @param label such as "Sign in with GitHub"
   * @param path of a page that leads there, without the public path; {@code next} is added to it
   */
  public record SignInLink(String label, String path) {}

  /** @param links to other ways of signing in */
  public SignInPage(
      Site site, Sessions sessions, LimitedSignIn signIn, RoleChecks roles,
      List<SignInLink> links) {
    this.site = site;
    this.sessions = sessions;
    this.signIn = signIn;
    this.roles = roles;
    this.links = List.copyOf(links);
  }

  /**
   * The content of the page.
   *
   * @param links with the full addresses
   * @param failure why the last attempt failed; null before the first one
   */
  public record SignInView(
      NextAddress next, List<SignInLink> links, @Nullable String failure) {
    public SignInView {
      links = List.copyOf(links);
    }
  }

  /** {@code GET /sign-in}. */
  public void show(Exchange exchange) throws IOException {
    sessions.visit(exchange);
    PageRenderer.send(exchange, template(exchange, NextAddress.of(exchange), null));
  }

  /** {@code POST /sign-in} with the fields {@code token} and {@code next}. */
  public void signIn(Exchange exchange) throws IOException {
    FormBody form = exchange.readForm(SessionAuthentication.MAX_FORM_BYTES);
    NextAddress next = NextAddress.of(form.text(NextAddress.PARAMETER));
    String token = form.text("token").strip();
    try {
      begin(exchange, identify(exchange, token), token, next);
    } catch (GypsumException e) {
      if (e.kind() != GypsumException.Kind.UNAUTHENTICATED
          && e.kind() != GypsumException.Kind.INVALID) {
        throw e;
      }
      sendFailure(exchange, next, e);
    }
  }

  /** Begins the session of a user and redirects the browser to the page that the person wanted. */
  void begin(Exchange exchange, User user, String token, NextAddress next) {
    exchange.setLogin(user.login());
    sessions.begin(exchange, new Member(user.login(), roles.isAdministrator(user), token));
    exchange.redirect(site.urls().publicPath() + next.path());
  }

  /**
   * Shows why a sign-in at another site failed, with the ways of signing in.
   *
   * @throws GypsumException {@code failure}, unless another attempt of the person can succeed
   */
  void showFailure(Exchange exchange, NextAddress next, GypsumException failure)
      throws IOException {
    switch (failure.kind()) {
      case UNAUTHENTICATED, INVALID, UNAVAILABLE -> {
        sessions.visit(exchange);
        sendFailure(exchange, next, failure);
      }
      case FORBIDDEN, LOCKED, NOT_FOUND, TOO_LARGE, BUSY, NO_SPACE, CORRUPT -> throw failure;
    }
  }

  private void sendFailure(Exchange exchange, NextAddress next, GypsumException failure)
      throws IOException {
    if (ErrorRenderer.wantsJson(exchange)) {
      throw failure;
    }
    PageRenderer.sendUnstored(
        exchange, ErrorRenderer.statusOf(failure.kind()),
        template(exchange, next, failure.reason()));
  }

  private User identify(Exchange exchange, String token) {
    if (token.isEmpty()) {
      throw GypsumException.invalid("enter an access token");
    }
    if (token.chars().anyMatch(c -> c <= ' ' || c >= 0x7F)) {
      throw GypsumException.invalid(
          "this is not an access token: expected letters, digits and punctuation marks, without spaces");
    }
    // Whether a shorter one fits depends on the login, too.
    if (token.length() > BrowserCookie.MAX_CHARS) {
      throw GypsumException.invalid(
          "the access token is too long for a session: " + token.length()
              + " characters, expected at most " + BrowserCookie.MAX_CHARS
              + "; use it with the command or an API client, or sign in to the pages in another way");
    }
    return signIn.identify(token, exchange.clientAddress());
  }

  private PageRenderer.Template template(
      Exchange exchange, NextAddress next, @Nullable String failure) {
    PageUrls urls = site.urls();
    SignInView view =
        new SignInView(
            next,
            links.stream()
                .map(
                    link -> new SignInLink(
                        link.label(),
                        PageUrls.query(
                            urls.publicPath() + link.path(), NextAddress.PARAMETER,
                            next.isHome() ? "" : next.path())))
                .toList(),
            failure);
    Page page = Page.of(site, exchange, "Sign in");
    return out -> JtesigninGenerated.render(out, null, page, view);
  }
}
