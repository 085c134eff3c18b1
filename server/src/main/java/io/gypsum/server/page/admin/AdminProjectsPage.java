package io.gypsum.server.page.admin;

import java.io.IOException;
import java.util.List;

import io.gypsum.core.GypsumException;
import io.gypsum.server.catalog.Catalog;
import io.gypsum.server.catalog.ProjectQuery;
import io.gypsum.server.catalog.ProjectQuery.Order;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Handler;
import io.gypsum.server.http.QueryParameters;
import io.gypsum.server.page.AdminCommands;
import io.gypsum.server.page.DataState;
import io.gypsum.server.page.ListRange;
import io.gypsum.server.page.Page;
import io.gypsum.server.page.PageRenderer;
import io.gypsum.server.page.PageUrls;
import io.gypsum.server.page.Pager;
import io.gypsum.server.page.template.admin.JteprojectsGenerated;

/** {@code GET /admin/projects?filter=&order=&page=}: the usage of all projects, by default the fullest first. */
public final class AdminProjectsPage implements Handler {
  static final int PAGE_SIZE = 50;
  private static final int MAX_FILTER_CHARS = 500;

  private final AdminContext context;

  AdminProjectsPage(AdminContext context) {
    this.context = context;
  }

  /**
   * The content of the page.
   *
   * @param count the number of projects on all pages
   */
  public record ProjectsView(
      ProjectQuery query, List<ProjectUse> projects, long count, Pager pager, DataState state,
      PageUrls urls) {
    public ProjectsView {
      projects = List.copyOf(projects);
    }

    /** Returns the address of the same projects in another order. */
    public String sorted(Order order) {
      return address(urls, query.filter(), order);
    }
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    String filter = QueryParameters.text(exchange, "filter").strip();
    if (filter.length() > MAX_FILTER_CHARS) {
      throw GypsumException.invalid(
          "invalid query parameter 'filter': expected at most " + MAX_FILTER_CHARS
              + " characters, found " + filter.length());
    }
    Order order = QueryParameters.choice(exchange, "order", Order.SHARE);
    int number = Pager.requested(exchange);
    ProjectsView view =
        context.sources().pages().turns(exchange).run(() -> view(filter, order, number));
    Page page =
        context.page(exchange, AdminSection.PROJECTS, AdminCommands.quotas(context.urls()));
    AdminFrame frame = context.frame(exchange, AdminSection.PROJECTS);
    PageRenderer
        .send(exchange, out -> JteprojectsGenerated.render(out, null, page, frame, view));
  }

  private ProjectsView view(String filter, Order order, int number) {
    Catalog catalog = context.sources().pages().catalog();
    int year = context.sources().pages().thisYear();
    // Read before the rows, so the rows are never older than the time that the page shows.
    DataState state = DataState.of(catalog.state(), context.sources().pages().clock().instant());
    long count = catalog.projectCount(filter);
    ListRange range = ListRange.of(number, count, PAGE_SIZE);
    ProjectQuery query = new ProjectQuery(filter, order, year);
    return new ProjectsView(
        query,
        catalog.projects(query, range.offset(), range.size())
            .stream()
            .map(row -> ProjectUse.of(row, year))
            .toList(),
        count, range.pager(address(context.urls(), filter, order)), state, context.urls());
  }

  private static String address(PageUrls urls, String filter, Order order) {
    return PageUrls.query(
        AdminSection.PROJECTS.url(urls), "filter", filter, "order",
        order == Order.SHARE ? "" : QueryParameters.lowerCase(order));
  }
}
