package io.gypsum.server.page.admin;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.gypsum.core.GypsumException;
import io.gypsum.server.audit.AuditEvent;
import io.gypsum.server.audit.AuditFilter;
import io.gypsum.server.audit.AuditTrail;
import io.gypsum.server.catalog.BucketTotals;
import io.gypsum.server.catalog.Catalog;
import io.gypsum.server.catalog.ProjectQuery;
import io.gypsum.server.format.Elapsed;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Handler;
import io.gypsum.server.lock.LockList.LockSnapshot;
import io.gypsum.server.metrics.ServerFigures.RequestFigures;
import io.gypsum.server.page.AdminCommands;
import io.gypsum.server.page.Page;
import io.gypsum.server.page.PageRenderer;
import io.gypsum.server.page.admin.ServerFacts.Fact;
import io.gypsum.server.page.template.admin.JteoverviewGenerated;
import io.gypsum.server.status.HealthChecks.HealthResult;
import io.gypsum.server.status.HealthChecks.HealthState;
import org.jspecify.annotations.Nullable;

/** {@code GET /admin}: the most important figures about the server. It does not wait for anything that may take long. */
public final class AdminOverviewPage implements Handler {
  /** Maximum time that the page waits for the locks and the health checks; then it shows those that are known. */
  private static final Duration MAX_WAIT = Duration.ofMillis(40);
  private static final int PROJECTS = 5;
  private static final int EVENTS = 8;

  private final AdminContext context;

  AdminOverviewPage(AdminContext context) {
    this.context = context;
  }

  /**
   * The content of the page.
   *
   * @param events the newest events of the audit log; null if the server does not write one, or it cannot be read
   * @param eventsProblem why the audit log cannot be read; null if it can
   */
  public record OverviewView(
      Projects projects, Locks locks, Health health, RequestFigures requests, List<Fact> data,
      @Nullable List<AuditEvent> events, @Nullable String eventsProblem) {
    public OverviewView {
      data = List.copyOf(data);
    }
  }

  /**
   * The projects.
   *
   * @param totals null if the catalogue cannot answer
   * @param fullest the projects that use the largest part of their quota
   * @param problem why the catalogue cannot answer; null if it can
   */
  public record Projects(
      @Nullable BucketTotals totals, List<ProjectUse> fullest, @Nullable String problem) {
    public Projects {
      fullest = List.copyOf(fullest);
    }
  }

  /**
   * The locked projects.
   *
   * @param locked the number of locked projects; null if it is not known yet
   * @param uploads how many of them are locked by an upload
   * @param age how long ago they were counted
   */
  public record Locks(@Nullable Integer locked, int uploads, String age) {}

  /** The checks of the server and its disks. */
  public record Health(List<HealthResult> checks, List<DiskUse> disks) {
    public Health {
      checks = List.copyOf(checks);
      disks = List.copyOf(disks);
    }

    public boolean isReady() {
      return checks.stream().allMatch(check -> check.state() == HealthState.OK);
    }
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    OverviewView view = context.sources().pages().turns(exchange).run(this::view);
    Page page =
        context.page(exchange, AdminSection.OVERVIEW, AdminCommands.ofServer(context.urls()));
    AdminFrame frame = context.frame(exchange, AdminSection.OVERVIEW);
    PageRenderer
        .send(exchange, out -> JteoverviewGenerated.render(out, null, page, frame, view));
  }

  private OverviewView view() {
    AdminSources sources = context.sources();
    List<AuditEvent> events = null;
    String problem = null;
    try {
      events = events();
    } catch (GypsumException e) {
      problem = e.reason();
    }
    return new OverviewView(
        projects(), locks(),
        new Health(sources.health().results(MAX_WAIT), DiskUse.of(sources.figures().disks())),
        sources.figures().requests(), ServerFacts.data(sources.figures()), events,
        problem);
  }

  private Projects projects() {
    Catalog catalog = context.sources().pages().catalog();
    int year = context.sources().pages().thisYear();
    try {
      return new Projects(
          catalog.totals(),
          catalog.projects(new ProjectQuery("", ProjectQuery.Order.SHARE, year), 0, PROJECTS)
              .stream()
              .map(row -> ProjectUse.of(row, year))
              .toList(),
          null);
    } catch (GypsumException e) {
      return new Projects(null, List.of(), e.reason());
    }
  }

  private Locks locks() {
    Optional<LockSnapshot> snapshot = context.sources().locks().latest(MAX_WAIT);
    return snapshot
        .map(
            known -> new Locks(
                known.count(), known.uploads().size(),
                Elapsed.text(Duration.between(known.readAt(), now()))))
        .orElse(new Locks(null, 0, ""));
  }

  private @Nullable List<AuditEvent> events() {
    AuditTrail audit = context.actions().audit();
    return audit.isWritten() ? audit.newest(AuditFilter.ALL, null, EVENTS).events() : null;
  }

  private Instant now() {
    return context.sources().pages().clock().instant();
  }
}
