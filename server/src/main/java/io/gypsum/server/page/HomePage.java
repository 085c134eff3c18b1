package io.gypsum.server.page;

import java.io.IOException;
import java.util.List;

import io.gypsum.core.name.ProjectName;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Handler;
import io.gypsum.server.page.template.JtehomeGenerated;
import io.gypsum.store.bucket.BucketNames;

/** {@code GET /}: what this server is, its projects and its latest changes. */
public final class HomePage implements Handler {
  private final Site site;
  private final BucketNames names;

  HomePage(Site site, BucketNames names) {
    this.site = site;
    this.names = names;
  }

  /** What the home page shows. */
  public record HomeView(List<ProjectName> projects) {
    public HomeView {
      projects = List.copyOf(projects);
    }
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    HomeView view = new HomeView(names.projects());
    Page page = Page.of(site, "Home").withJson(site.urls().publicPath() + "/list");
    PageRenderer.send(exchange, out -> JtehomeGenerated.render(out, null, page, view));
  }
}
