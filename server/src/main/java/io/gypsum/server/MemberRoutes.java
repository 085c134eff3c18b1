package io.gypsum.server;

import java.util.ArrayList;
import java.util.List;

import io.gypsum.server.api.LimitedSignIn;
import io.gypsum.server.http.Route;
import io.gypsum.server.page.PageActions;
import io.gypsum.server.page.PageSources;
import io.gypsum.server.page.Site;
import io.gypsum.server.page.manage.ManageRoutes;
import io.gypsum.server.page.manage.Management;
import io.gypsum.server.page.publish.PublishRoutes;
import io.gypsum.server.page.publish.PublishRoutes.UploadStart;
import io.gypsum.server.page.review.ReviewRoutes;
import io.gypsum.server.page.signin.PendingSignIns;
import io.gypsum.server.page.signin.ProviderSignIn;
import io.gypsum.server.page.signin.SignInPage;
import io.gypsum.server.page.signin.SignInPage.SignInLink;
import io.gypsum.server.page.signin.SignInProvider;
import io.gypsum.server.page.signin.SignOutPage;
import io.gypsum.server.session.Sessions;

import static io.gypsum.server.http.Caller.ANYONE;
import static io.gypsum.server.http.Route.get;
import static io.gypsum.server.http.Route.post;

/**
 * The addresses of pages for people who sign in (pages.md, sections 1 and 5). A request that changes something is a form;
 * its action in the audit log is in {@code AuditedRequests}.
 *
 * @param sources the data that pages show
 * @param actions the operations that pages perform
 */
record MemberRoutes(
    Site site, PageSources sources, PageActions actions, SignIn signIn, UploadStart uploadStart) {

  /**
   * How people sign in.
   *
   * @param tokens checks access tokens
   * @param providers other sites at which people sign in
   */
  record SignIn(
      Sessions sessions, LimitedSignIn tokens, PendingSignIns pending,
      List<SignInProvider> providers) {
    SignIn {
      providers = List.copyOf(providers);
    }

    private List<SignInLink> links() {
      return providers.stream()
          .map(
              one -> new SignInLink("Sign in with " + one.label(), "/sign-in/" + one.name()))
          .toList();
    }
  }

  List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    addSignIn(routes);
    routes.addAll(new ManageRoutes(new Management(site, sources, actions)).routes());
    routes.addAll(PublishRoutes.of(site, sources, actions, uploadStart));
    routes.addAll(ReviewRoutes.of(site, sources, actions, uploadStart.documents()));
    return routes;
  }

  private void addSignIn(List<Route> routes) {
    SignInPage in =
        new SignInPage(
            site, signIn.sessions(), signIn.tokens(), actions.env().roles(), signIn.links());
    SignOutPage out = new SignOutPage(site, signIn.sessions());
    routes.add(get("/sign-in", ANYONE, in::show));
    routes.add(post("/sign-in", ANYONE, in::signIn));
    for (SignInProvider provider : signIn.providers()) {
      ProviderSignIn there =
          new ProviderSignIn(
              provider, site, signIn.sessions(), signIn.pending(), signIn.tokens(), in);
      routes.add(get("/sign-in/" + provider.name(), ANYONE, there::begin));
      routes.add(get("/sign-in/" + provider.name() + "/callback", ANYONE, there::end));
    }
    routes.add(get("/sign-out", ANYONE, out::show));
    routes.add(post("/sign-out", ANYONE, out::signOut));
  }
}
