package io.gypsum.server.page.manage;

import java.util.ArrayList;
import java.util.List;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.core.document.Permissions;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.operation.Projects;
import io.gypsum.server.page.ManagementCommands;
import io.gypsum.server.page.Page;
import io.gypsum.server.page.Page.Crumb;
import io.gypsum.server.page.PageActions;
import io.gypsum.server.page.PageSources;
import io.gypsum.server.page.Site;
import io.gypsum.store.bucket.StoredDocument;

/**
 * The dependencies that the pages of this package share.
 *
 * @param sources the data that pages show
 * @param actions the operations that pages perform
 */
public record Management(Site site, PageSources sources, PageActions actions) {
  /** The query parameter with the change that was just made. */

  Projects projects() {
    return new Projects(actions.env());
  }

  boolean isAdministrator(Exchange exchange) {
    return actions.env().roles().isAdministrator(exchange.user());
  }

  static ProjectName project(Exchange exchange) {
    return new ProjectName(exchange.pathParameter("project"));
  }

  /**
   * Returns the permissions of the project, after a check that the user may manage it.
   *
   * @throws GypsumException NOT_FOUND, FORBIDDEN
   */
  StoredDocument<Permissions> permissions(Exchange exchange, ProjectName project) {
    return projects().permissions(exchange.user(), project);
  }

  /** Returns the address of a page of this package. */
  String url(ProjectName project, String... more) {
    List<String> segments = new ArrayList<>(List.of("manage", project.value()));
    segments.addAll(List.of(more));
    return site.urls().path(segments.toArray(String[]::new));
  }

  /** @param last the links after those of the project and its management */
  Page page(Exchange exchange, ProjectName project, String title, Crumb... last) {
    List<Crumb> crumbs = new ArrayList<>();
    crumbs.add(new Crumb(project.value(), site.urls().project(project)));
    crumbs.add(new Crumb("Manage", url(project)));
    crumbs.addAll(List.of(last));
    return Page.of(site, exchange, title + " – " + Printable.line(project.value()))
        .withCrumbs(crumbs)
        .withJson(site.urls().object(BucketLayout.permissions(project)))
        .withCommands(ManagementCommands.ofProject(site.urls(), project, ""));
  }
}
