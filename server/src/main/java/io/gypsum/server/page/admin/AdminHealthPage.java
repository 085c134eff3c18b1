package io.gypsum.server.page.admin;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Handler;
import io.gypsum.server.metrics.ServerFigures;
import io.gypsum.server.metrics.ServerFigures.RequestFigures;
import io.gypsum.server.metrics.ServerFigures.StoreFigures;
import io.gypsum.server.page.AdminCommands;
import io.gypsum.server.page.Page;
import io.gypsum.server.page.PageRenderer;
import io.gypsum.server.page.admin.AdminOverviewPage.Health;
import io.gypsum.server.page.admin.ServerFacts.Fact;
import io.gypsum.server.page.template.admin.JtehealthGenerated;

/** {@code GET /admin/health}: the checks of {@code /health/ready} with their results, disks, the store, requests and the process. */
public final class AdminHealthPage implements Handler {
  private static final Duration MAX_WAIT = Duration.ofSeconds(2);

  private final AdminContext context;

  AdminHealthPage(AdminContext context) {
    this.context = context;
  }

  /** The content of the page. */
  public record HealthView(
      Health health, StoreFigures store, RequestFigures requests, List<Fact> data,
      List<Fact> process) {
    public HealthView {
      data = List.copyOf(data);
      process = List.copyOf(process);
    }
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    HealthView view = context.sources().pages().turns(exchange).run(this::view);
    Page page =
        context.page(exchange, AdminSection.HEALTH, AdminCommands.ofServer(context.urls()))
            .withJson(context.urls().path("health", "ready"));
    AdminFrame frame = context.frame(exchange, AdminSection.HEALTH);
    PageRenderer.send(exchange, out -> JtehealthGenerated.render(out, null, page, frame, view));
  }

  private HealthView view() {
    ServerFigures figures = context.sources().figures();
    return new HealthView(
        new Health(context.sources().health().results(MAX_WAIT), DiskUse.of(figures.disks())),
        figures.store(), figures.requests(), ServerFacts.data(figures),
        ServerFacts.process(figures));
  }
}
