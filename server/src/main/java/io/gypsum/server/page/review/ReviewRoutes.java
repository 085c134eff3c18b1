package io.gypsum.server.page.review;

import java.util.List;

import io.gypsum.server.http.Route;
import io.gypsum.server.maintenance.RunningUploads;
import io.gypsum.server.operation.Environment;
import io.gypsum.server.page.PageActions;
import io.gypsum.server.page.PageSources;
import io.gypsum.server.page.Site;
import io.gypsum.server.schema.DocumentValidator;

import static io.gypsum.server.http.Caller.USER;
import static io.gypsum.server.http.Route.get;
import static io.gypsum.server.http.Route.post;

/** The addresses of the pages of reviews. */
public final class ReviewRoutes {
  private ReviewRoutes() {}

  /** @param validator validates the metadata documents of versions */
  public static List<Route> of(
      Site site, PageSources sources, PageActions actions, DocumentValidator validator) {
    Environment env = actions.env();
    ReviewSources reviews =
        new ReviewSources(
            validator, new PastDecisions(actions.audit()),
            new RunningUploads(env.store(), env.sessions().locks()));
    ReviewPage page = new ReviewPage(site, sources, reviews, env);
    ReviewForms forms = new ReviewForms(site, page, sources.bucket(), actions);
    ReviewQueuePage queue = new ReviewQueuePage(site, sources, reviews, env.roles());
    return List.of(
        get("/review", USER, queue),
        get("/review/count", USER, queue::count),
        get("/review/{project}/{asset}/{version}", USER, page),
        post("/review/{project}/{asset}/{version}/approve", USER, forms::approve),
        post("/review/{project}/{asset}/{version}/reject", USER, forms::reject));
  }
}
