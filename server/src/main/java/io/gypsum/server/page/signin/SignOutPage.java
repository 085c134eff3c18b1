package io.gypsum.server.page.signin;

import java.io.IOException;

import io.gypsum.server.http.Exchange;
import io.gypsum.server.page.Page;
import io.gypsum.server.page.PageRenderer;
import io.gypsum.server.page.Site;
import io.gypsum.server.page.template.JtesignoutGenerated;
import io.gypsum.server.session.Sessions;

/** {@code /sign-out}: ends the session of the browser. */
public final class SignOutPage {
  private final Site site;
  private final Sessions sessions;

  public SignOutPage(Site site, Sessions sessions) {
    this.site = site;
    this.sessions = sessions;
  }

  /** {@code GET /sign-out}: a button, since a link must not change anything. */
  public void show(Exchange exchange) throws IOException {
    Page page = Page.of(site, exchange, "Sign out");
    PageRenderer.send(exchange, out -> JtesignoutGenerated.render(out, null, page));
  }

  /** {@code POST /sign-out}. */
  public void signOut(Exchange exchange) {
    sessions.end(exchange);
    exchange.redirect(site.urls().home());
  }
}
