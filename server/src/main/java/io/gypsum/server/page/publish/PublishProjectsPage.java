package io.gypsum.server.page.publish;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.gypsum.core.decision.User;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.catalog.ProjectRow;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Handler;
import io.gypsum.server.http.QueryParameters;
import io.gypsum.server.operation.RoleChecks;
import io.gypsum.server.page.DataState;
import io.gypsum.server.page.Page;
import io.gypsum.server.page.Page.Crumb;
import io.gypsum.server.page.PageRenderer;
import io.gypsum.server.page.PageSources;
import io.gypsum.server.page.PageUrls;
import io.gypsum.server.page.Site;
import io.gypsum.server.page.template.JtepublishprojectsGenerated;

/**
 * {@code GET /publish?project=}: the projects of which the user is an owner or an uploader; administrators see all
 * projects. With a project, redirects to its page.
 */
public final class PublishProjectsPage implements Handler {
  /** Maximum number of projects that are listed; others can be typed. */
  public static final int MAX_LISTED = 100;

  private final Site site;
  private final PageSources sources;
  private final RoleChecks roles;

  PublishProjectsPage(Site site, PageSources sources, RoleChecks roles) {
    this.site = site;
    this.sources = sources;
    this.roles = roles;
  }

  /**
   * The content of the page.
   *
   * @param projects by name, at most {@link #MAX_LISTED}
   */
  public record PublishProjectsView(List<ProjectName> projects, DataState state) {
    public PublishProjectsView {
      projects = List.copyOf(projects);
    }

    /** Returns whether there may be projects that are not listed. */
    public boolean isFull() {
      return projects.size() == MAX_LISTED;
    }
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    PageUrls urls = site.urls();
    String project = QueryParameters.text(exchange, "project");
    if (!project.isEmpty()) {
      exchange.redirect(urls.path("publish", new ProjectName(project).value()));
      return;
    }
    User user = exchange.user();
    PublishProjectsView view =
        sources.turns(exchange)
            .run(
                () -> sources.answers()
                    .read(
                        state -> new PublishProjectsView(projects(user), state),
                        state -> new PublishProjectsView(List.of(), state)));
    Page page =
        Page.of(site, exchange, "Upload a version")
            .withCrumbs(List.of(new Crumb("Upload", urls.path("publish"))));
    PageRenderer.send(
        exchange, out -> JtepublishprojectsGenerated.render(out, null, page, view));
  }

  private List<ProjectName> projects(User user) {
    if (roles.isAdministrator(user)) {
      return sources.catalog().projects(0, MAX_LISTED).stream().map(ProjectRow::name).toList();
    }
    Set<String> ids = new HashSet<>(user.organizations());
    ids.add(user.login());
    return sources.catalog().projectsOf(ids, 0, MAX_LISTED);
  }
}
