package io.gypsum.server.page.admin;

import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.core.Timestamps;
import io.gypsum.server.format.ShownTime;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.FormBody;
import io.gypsum.server.identity.Account;
import io.gypsum.server.identity.LocalAccounts;
import io.gypsum.server.page.AdminCommands;
import io.gypsum.server.page.Notice;
import io.gypsum.server.page.Page;
import io.gypsum.server.page.Page.Crumb;
import io.gypsum.server.page.PageRenderer;
import io.gypsum.server.page.RefusedFormException;
import io.gypsum.server.page.template.admin.JteaccountGenerated;
import org.jspecify.annotations.Nullable;

/**
 * {@code /admin/accounts/{account}}: one local account, with forms that replace its token and that remove it. The forms name the
 * state of the account that the administrator has seen; they have no effect on one that was changed later.
 */
public final class AccountPage {
  private static final String CREATED = "created";
  private static final String CONFIRMATION = "confirmation";

  private final AdminContext context;
  private final LocalAccounts accounts;

  AccountPage(AdminContext context, LocalAccounts accounts) {
    this.context = context;
    this.accounts = accounts;
  }

  /**
   * The content of the page.
   *
   * @param url of this page; the forms are sent to addresses below it
   * @param isOwn whether the administrator has signed in with this account
   * @param isLast whether it is the last account or the last one of an administrator, which is not removed here
   * @param problem why the last attempt failed; null before the first one
   */
  public record AccountView(
      Account account, String url, boolean isOwn, boolean isLast, @Nullable String problem) {
    public ShownTime created() {
      return new ShownTime(account.created());
    }

    /** Returns the value of the field that identifies the state of the account. */
    public String state() {
      return Timestamps.format(account.created());
    }
  }

  void show(Exchange exchange) throws IOException {
    PageRenderer.send(exchange, template(exchange, null));
  }

  /** Replaces the token and shows the new one. */
  void rotate(Exchange exchange) throws IOException {
    String name = exchange.pathParameter("account");
    FormBody form = AdminContext.form(exchange);
    String token;
    try {
      token = accounts.rotate(name, created(form));
    } catch (GypsumException e) {
      throw new RefusedFormException(e.kind(), e.reason(), template(exchange, e.reason()));
    }
    new TokenPage(context).send(exchange, name, token);
  }

  /** Removes the account if its name was typed into the field {@code confirmation}. */
  void remove(Exchange exchange) throws IOException {
    String name = exchange.pathParameter("account");
    FormBody form = AdminContext.form(exchange);
    try {
      requireConfirmed(name, form.text(CONFIRMATION).strip());
      accounts.removeUnlessLast(name, created(form));
    } catch (GypsumException e) {
      throw new RefusedFormException(e.kind(), e.reason(), template(exchange, e.reason()));
    }
    Notice.ACCOUNT_REMOVED.redirect(exchange, AdminSection.ACCOUNTS.url(context.urls()));
  }

  private static void requireConfirmed(String name, String typed) {
    if (!typed.equals(name)) {
      throw GypsumException.invalid(
          "type the name of the account, '" + name + "', to confirm its removal; found '"
              + Printable.value(typed) + "'");
    }
  }

  private static Instant created(FormBody form) {
    OffsetDateTime time = Timestamps.parse(form.text(CREATED));
    if (time == null) {
      throw GypsumException.invalid(
          "the form is incomplete: its field 'created' is not a time; open the page again");
    }
    return time.toInstant();
  }

  /** @throws GypsumException NOT_FOUND if the account does not exist */
  private PageRenderer.Template template(Exchange exchange, @Nullable String problem) {
    String name = exchange.pathParameter("account");
    AccountView view =
        context.sources()
            .pages()
            .turns(exchange)
            .run(() -> view(name, exchange.user().login(), problem));
    Page page =
        context.page(
            exchange, AdminSection.ACCOUNTS, new Crumb(name, view.url()),
            AdminCommands.accounts(name));
    AdminFrame frame = context.frame(exchange, AdminSection.ACCOUNTS);
    return out -> JteaccountGenerated.render(out, null, page, frame, view);
  }

  private AccountView view(String name, String visitor, @Nullable String problem) {
    List<Account> all = accounts.list();
    Account account =
        all.stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow(
                () -> GypsumException.notFound(
                    "account '" + Printable.value(name)
                        + "' does not exist; it may have been removed in the meantime"));
    return new AccountView(
        account, AdminSection.ACCOUNTS.url(context.urls(), name), name.equals(visitor),
        LocalAccounts.isLast(name, all), problem);
  }
}
