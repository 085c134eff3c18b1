package io.gypsum.server;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.gypsum.server.api.LimitedSignIn;
import io.gypsum.server.catalog.BucketCatalog;
import io.gypsum.server.compute.ComputeLanes;
import io.gypsum.server.data.DataDirectory;
import io.gypsum.server.data.SigningKey;
import io.gypsum.server.http.ErrorRenderer;
import io.gypsum.server.http.Filter;
import io.gypsum.server.http.Route;
import io.gypsum.server.http.RouteGroup;
import io.gypsum.server.identity.Identities;
import io.gypsum.server.identity.LocalAccounts;
import io.gypsum.server.identity.OidcSessions;
import io.gypsum.server.lock.LockList;
import io.gypsum.server.metrics.ServerFigures;
import io.gypsum.server.operation.Environment;
import io.gypsum.server.operation.UploadUrls;
import io.gypsum.server.page.KnownIds;
import io.gypsum.server.page.PageActions;
import io.gypsum.server.page.PageAssets;
import io.gypsum.server.page.PageErrors;
import io.gypsum.server.page.PageRoutes;
import io.gypsum.server.page.PageSources;
import io.gypsum.server.page.PageUrls;
import io.gypsum.server.page.Site;
import io.gypsum.server.page.SiteFiles;
import io.gypsum.server.page.admin.AdminRoutes;
import io.gypsum.server.page.admin.AdminSources;
import io.gypsum.server.page.publish.PublishRoutes.UploadStart;
import io.gypsum.server.page.signin.OidcSessionUsers;
import io.gypsum.server.page.signin.PendingSignIns;
import io.gypsum.server.page.signin.SignInProviders;
import io.gypsum.server.session.RequestOrigin;
import io.gypsum.server.session.SessionAuthentication;
import io.gypsum.server.session.SessionAuthentication.IdentifiedUser;
import io.gypsum.server.session.SessionAuthentication.SessionUsers;
import io.gypsum.server.session.Sessions;
import io.gypsum.server.settings.IdentitySettings.IdentityProvider;
import io.gypsum.server.settings.ServerSettings;
import io.gypsum.server.status.HealthChecks;
import org.jspecify.annotations.Nullable;

/** Wires the web pages of a server together: what they show, what they change, and how people sign in. */
final class ServerPages {
  private final ServerSettings settings;
  private final Parts parts;
  private final PageRoutes pages;

  /** The parts of the server that pages use. */
  record Parts(
      DataDirectory data, Identities identities, Environment env, BucketCatalog catalog,
      ComputeLanes lanes, HealthChecks health, ServerFigures figures, Clock clock) {}

  /**
   * What pages show.
   *
   * @param address returns the URL at which clients reach the server, without a path and a trailing slash
   * @param hasSha256 whether the server computes SHA-256 checksums
   */
  record Shown(SiteFiles files, Supplier<String> address, boolean hasSha256, PageSources sources) {}

  /**
   * Who may use pages.
   *
   * @param filters of all requests that are audited
   */
  record Access(SigningKey signingKey, LimitedSignIn signIn, List<Filter> filters) {
    Access {
      filters = List.copyOf(filters);
    }
  }

  ServerPages(ServerSettings settings, Parts parts, Shown shown) {
    this.settings = settings;
    this.parts = parts;
    PageAssets assets = new PageAssets(shown.files().logo());
    PageUrls urls =
        new PageUrls(shown.address(), settings.listen().publicPath(), assets.fingerprinted());
    Site site =
        new Site(
            settings.pages().title(), assets.logoName(), shown.files().aboutHtml(urls),
            shown.hasSha256(), urls);
    this.pages = new PageRoutes(site, assets, new PageErrors(site), shown.sources());
  }

  /** Returns the renderer of failures at the addresses of the API. */
  ErrorRenderer apiErrors() {
    return pages.errors().forApi();
  }

  /** @param start what the page for uploads needs */
  List<RouteGroup> groups(Access access, UploadUrls uploads, UploadStart start) {
    RequestOrigin origin = new RequestOrigin(settings.listen().publicUrl());
    Sessions sessions = new Sessions(access.signingKey(), origin, parts.clock());
    Filter authentication =
        new SessionAuthentication(
            sessions, users(access.signIn()), parts.env().roles(),
            settings.listen().publicPath());
    PageActions actions =
        new PageActions(
            parts.env(), parts.catalog(), uploads, parts.lanes().operations(),
            pages.sources().audit(), new KnownIds(localAccounts()));
    MemberRoutes members =
        new MemberRoutes(
            pages.site(), pages.sources(), actions,
            new MemberRoutes.SignIn(
                sessions, access.signIn(),
                new PendingSignIns(access.signingKey(), origin, parts.clock()),
                SignInProviders.of(settings.identity(), parts.identities().oidcSessions())),
            start);
    List<Route> routes = new ArrayList<>(members.routes());
    routes.addAll(new AdminRoutes(pages.site(), adminSources(), actions).routes());
    return pages.groups(access.filters(), authentication, routes);
  }

  private SessionUsers users(LimitedSignIn signIn) {
    OidcSessions oidc = parts.identities().oidcSessions();
    return oidc == null
        ? (exchange, token) -> new IdentifiedUser(signIn.user(exchange, token), token)
        : new OidcSessionUsers(oidc, signIn);
  }

  private AdminSources adminSources() {
    return new AdminSources(
        pages.sources(),
        new LockList(parts.env().store(), parts.env().sessions().locks(), parts.clock()),
        parts.health(), parts.figures(), localAccounts());
  }

  /** Returns null if users do not have local accounts. */
  private @Nullable LocalAccounts localAccounts() {
    return settings.identity().provider() == IdentityProvider.LOCAL
        ? new LocalAccounts(parts.data(), parts.clock())
        : null;
  }
}
