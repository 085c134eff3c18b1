package io.gypsum.server.page.admin;

import java.util.ArrayList;
import java.util.List;

import io.gypsum.server.http.Route;
import io.gypsum.server.identity.LocalAccounts;
import io.gypsum.server.page.PageActions;
import io.gypsum.server.page.Site;

import static io.gypsum.server.http.Caller.ADMINISTRATOR;
import static io.gypsum.server.http.Route.get;
import static io.gypsum.server.http.Route.post;

/**
 * The addresses of the pages of administrators. The actions of the forms in the audit log are in {@code AuditedRequests}.
 *
 * @param sources the data that pages show
 * @param actions the operations that pages perform
 */
public record AdminRoutes(Site site, AdminSources sources, PageActions actions) {
  public List<Route> routes() {
    AdminContext context = new AdminContext(site, sources, actions);
    LocksPage locks = new LocksPage(context);
    LockPage lock = new LockPage(context);
    CreateProjectPage create = new CreateProjectPage(context);
    List<Route> routes = new ArrayList<>();
    routes.add(get("/admin", ADMINISTRATOR, new AdminOverviewPage(context)));
    routes.add(get("/admin/projects", ADMINISTRATOR, new AdminProjectsPage(context)));
    routes.add(get("/admin/create", ADMINISTRATOR, create::show));
    routes.add(post("/admin/create", ADMINISTRATOR, create::create));
    routes.add(get("/admin/locks", ADMINISTRATOR, locks::locks));
    routes.add(get("/admin/locks/{project}", ADMINISTRATOR, lock::show));
    routes.add(post("/admin/locks/{project}", ADMINISTRATOR, lock::unlock));
    routes.add(get("/admin/uploads", ADMINISTRATOR, locks::uploads));
    routes.add(get("/admin/health", ADMINISTRATOR, new AdminHealthPage(context)));
    routes.add(get("/admin/audit", ADMINISTRATOR, new AuditPage(context)));
    LocalAccounts accounts = sources.accounts();
    if (accounts != null) {
      AccountsPage all = new AccountsPage(context, accounts);
      AccountPage one = new AccountPage(context, accounts);
      routes.add(get("/admin/accounts", ADMINISTRATOR, all::show));
      routes.add(post("/admin/accounts", ADMINISTRATOR, all::add));
      routes.add(get("/admin/accounts/{account}", ADMINISTRATOR, one::show));
      routes.add(post("/admin/accounts/{account}/rotate", ADMINISTRATOR, one::rotate));
      routes.add(post("/admin/accounts/{account}/remove", ADMINISTRATOR, one::remove));
    }
    return routes;
  }
}
