package io.gypsum.server.page.signin;

import java.io.IOException;
import java.net.URI;

import io.gypsum.core.GypsumException;
import io.gypsum.core.decision.User;
import io.gypsum.server.api.LimitedSignIn;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.page.Site;
import io.gypsum.server.session.Sessions;

/**
 * {@code /sign-in/NAME?next=} and {@code /sign-in/NAME/callback}: signs a person in at another site, which issues an access token
 * that the API accepts, too. Failures are shown on the sign-in page, where the person can start again.
 */
public final class ProviderSignIn {
  private final SignInProvider provider;
  private final Site site;
  private final Sessions sessions;
  private final PendingSignIns pendingSignIns;
  private final LimitedSignIn signIn;
  private final SignInPage page;

  /** @param page begins the session, and shows failures */
  public ProviderSignIn(
      SignInProvider provider, Site site, Sessions sessions, PendingSignIns pendingSignIns,
      LimitedSignIn signIn, SignInPage page) {
    this.provider = provider;
    this.site = site;
    this.sessions = sessions;
    this.pendingSignIns = pendingSignIns;
    this.signIn = signIn;
    this.page = page;
  }

  /** Redirects the browser to the provider. */
  public void begin(Exchange exchange) throws IOException {
    NextAddress next = NextAddress.of(exchange);
    neverStore(exchange);
    try {
      PendingSignIn pending = pendingSignIns.begin(exchange, provider, next);
      exchange.redirect(provider.authorizePage(pending, callback(exchange)).toString());
    } catch (GypsumException e) {
      page.showFailure(exchange, next, e);
    }
  }

  /** The provider has redirected the browser back, with a code or an error. */
  public void end(Exchange exchange) throws IOException {
    neverStore(exchange);
    NextAddress next = NextAddress.of("");
    try {
      PendingSignIn pending = pendingSignIns.end(exchange, provider);
      next = pending.next();
      SignInCallback answer = SignInCallback.of(exchange, provider.label());
      URI callback = callback(exchange);
      // A code that is refused counts like an invalid token: anyone can make this server ask the provider.
      String token =
          signIn.counted(
              exchange.clientAddress(), () -> provider.redeem(pending, answer, callback));
      User known = provider.knownUser(token);
      User user = known == null ? signIn.identify(token, exchange.clientAddress()) : known;
      page.begin(exchange, user, token, next);
    } catch (GypsumException e) {
      page.showFailure(exchange, next, e);
    }
  }

  private URI callback(Exchange exchange) {
    return URI.create(
        sessions.origin().of(exchange) + site.urls().path("sign-in", provider.name(), "callback"));
  }

  private static void neverStore(Exchange exchange) {
    exchange.setHeader("Cache-Control", "no-store");
  }
}
