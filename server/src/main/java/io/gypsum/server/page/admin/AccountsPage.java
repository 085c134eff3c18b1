package io.gypsum.server.page.admin;

import java.io.IOException;
import java.util.List;

import io.gypsum.core.GypsumException;
import io.gypsum.server.audit.AuditEvent.Target;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.FormBody;
import io.gypsum.server.http.QueryParameters;
import io.gypsum.server.identity.Account;
import io.gypsum.server.identity.LocalAccounts;
import io.gypsum.server.page.AdminCommands;
import io.gypsum.server.page.ListRange;
import io.gypsum.server.page.Page;
import io.gypsum.server.page.PageRenderer;
import io.gypsum.server.page.PageUrls;
import io.gypsum.server.page.Pager;
import io.gypsum.server.page.RefusedFormException;
import io.gypsum.server.page.template.admin.JteaccountsGenerated;
import org.jspecify.annotations.Nullable;

/** {@code /admin/accounts?filter=&page=}: the local accounts, and a form that adds one. */
public final class AccountsPage {
  static final int PAGE_SIZE = 50;

  private final AdminContext context;
  private final LocalAccounts accounts;

  AccountsPage(AdminContext context, LocalAccounts accounts) {
    this.context = context;
    this.accounts = accounts;
  }

  /**
   * The content of the page.
   *
   * @param count the number of accounts on all pages
   * @param problem why no account was added; null before the first attempt
   */
  public record AccountsView(
      String filter, List<Account> accounts, int count, Pager pager, AccountFields fields,
      @Nullable String problem) {
    public AccountsView {
      accounts = List.copyOf(accounts);
    }
  }

  /**
   * The fields of the form as they were typed.
   *
   * @param organizations one on each line, or separated by commas
   * @param isAdministrator whether the box was checked
   */
  public record AccountFields(String name, String organizations, boolean isAdministrator) {
    static final AccountFields EMPTY = new AccountFields("", "", false);

    static AccountFields of(FormBody form) {
      return new AccountFields(
          form.text("name").strip(), form.text("organizations"), form.contains("administrator"));
    }
  }

  void show(Exchange exchange) throws IOException {
    PageRenderer.send(exchange, template(exchange, AccountFields.EMPTY, null));
  }

  /** Adds an account and shows its token: only this response contains it. */
  void add(Exchange exchange) throws IOException {
    AccountFields fields = AccountFields.of(AdminContext.form(exchange));
    AdminContext.setTarget(exchange, Target.ofAccount(fields.name()));
    String token;
    try {
      token =
          accounts.add(
              fields.name(), CreateProjectPage.lines(fields.organizations()),
              fields.isAdministrator());
    } catch (GypsumException e) {
      throw new RefusedFormException(e.kind(), e.reason(), template(exchange, fields, e.reason()));
    }
    new TokenPage(context).send(exchange, fields.name(), token);
  }

  private PageRenderer.Template template(
      Exchange exchange, AccountFields fields, @Nullable String problem) {
    String filter = QueryParameters.text(exchange, "filter").strip();
    int number = Pager.requested(exchange);
    AccountsView view =
        context.sources()
            .pages()
            .turns(exchange)
            .run(() -> view(filter, number, fields, problem));
    Page page = context.page(exchange, AdminSection.ACCOUNTS, AdminCommands.accounts(null));
    AdminFrame frame = context.frame(exchange, AdminSection.ACCOUNTS);
    return out -> JteaccountsGenerated.render(out, null, page, frame, view);
  }

  private AccountsView view(
      String filter, int number, AccountFields fields, @Nullable String problem) {
    List<Account> selected =
        accounts.list().stream().filter(account -> isSelected(account, filter)).toList();
    ListRange range = ListRange.of(number, selected.size(), PAGE_SIZE);
    return new AccountsView(
        filter, range.of(selected), selected.size(),
        range.pager(
            PageUrls.query(AdminSection.ACCOUNTS.url(context.urls()), "filter", filter)),
        fields, problem);
  }

  private static boolean isSelected(Account account, String filter) {
    return account.name().contains(filter) || account.organizations().contains(filter);
  }
}
