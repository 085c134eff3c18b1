package io.gypsum.server.page.publish;

import java.util.List;

import io.gypsum.server.api.VersionHandlers;
import io.gypsum.server.http.Route;
import io.gypsum.server.operation.UploadChecks;
import io.gypsum.server.page.PageActions;
import io.gypsum.server.page.PageSources;
import io.gypsum.server.page.Site;
import io.gypsum.server.schema.DocumentValidator;

import static io.gypsum.server.http.Caller.USER;
import static io.gypsum.server.http.Route.get;
import static io.gypsum.server.http.Route.post;

/** The addresses of the pages for uploads (pages.md, section 6). */
public final class PublishRoutes {
  private PublishRoutes() {}

  /**
   * How uploads start.
   *
   * @param documents validates metadata documents
   * @param maxStartBytes maximum size of the request that names every file
   * @param maxFiles maximum number of files of one upload
   */
  public record UploadStart(DocumentValidator documents, long maxStartBytes, int maxFiles) {}

  public static List<Route> of(
      Site site, PageSources sources, PageActions actions, UploadStart start) {
    UploadChecks checks = new UploadChecks(actions.env());
    VersionHandlers versions =
        new VersionHandlers(
            actions.env(), actions.uploads().onThisServer(), actions.lane(), start.maxStartBytes(),
            start.maxFiles());
    return List.of(
        get("/publish", USER, new PublishProjectsPage(site, sources, actions.env().roles())),
        get(
            "/publish/{project}", USER,
            new PublishPage(site, sources, checks, start.documents())),
        post(
            "/publish/{project}/{asset}/{version}/check", USER,
            new UploadRequestCheck(
                site.urls(), checks, start.documents(), sources.lanes().reads())),
        post("/publish/{project}/{asset}/{version}", USER, versions::startUpload));
  }
}
