package io.gypsum.server.page.admin;

import java.io.IOException;

import io.gypsum.server.http.Exchange;
import io.gypsum.server.page.AdminCommands;
import io.gypsum.server.page.Page;
import io.gypsum.server.page.Page.Crumb;
import io.gypsum.server.page.PageRenderer;
import io.gypsum.server.page.template.admin.JtetokenGenerated;

/**
 * Shows a new access token. The response to the form is the only one that contains it, so there is no redirect, and no cache may
 * keep it. If the form is sent again, nothing is changed.
 */
public final class TokenPage {
  private final AdminContext context;

  TokenPage(AdminContext context) {
    this.context = context;
  }

  /**
   * The content of the page.
   *
   * @param isOwn whether it replaces the token with which the administrator has signed in
   */
  public record TokenView(String account, String token, boolean isOwn) {}

  void send(Exchange exchange, String account, String token) throws IOException {
    TokenView view = new TokenView(account, token, account.equals(exchange.user().login()));
    Page page =
        context.page(
            exchange, AdminSection.ACCOUNTS,
            new Crumb(account, AdminSection.ACCOUNTS.url(context.urls(), account)),
            AdminCommands.accounts(account));
    AdminFrame frame = context.frame(exchange, AdminSection.ACCOUNTS);
    PageRenderer.sendUnstored(
        exchange, 200, out -> JtetokenGenerated.render(out, null, page, frame, view));
  }
}
