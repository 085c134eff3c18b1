package io.gypsum.server.page.manage;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import io.gypsum.core.name.ProjectName;
import io.gypsum.server.audit.AuditEvent;
import io.gypsum.server.audit.AuditFilter;
import io.gypsum.server.audit.AuditSearch;
import io.gypsum.server.audit.AuditSearch.Position;
import io.gypsum.server.audit.AuditTrail;
import io.gypsum.server.audit.ProjectCreations;
import io.gypsum.server.catalog.VersionRow;
import io.gypsum.server.format.ShownTime;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.page.DataState;
import io.gypsum.server.page.Page;
import io.gypsum.server.page.Page.Crumb;
import io.gypsum.server.page.PageRenderer;
import io.gypsum.server.page.PageUrls;
import io.gypsum.server.page.PartialRead;
import io.gypsum.server.page.template.JtemanagehistoryGenerated;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /manage/{project}/history}: who changed what in a project, from the audit log of this server, and its newest
 * versions.
 */
public final class HistoryPage {
  private static final int MAX_NAME_CHARS = 200;
  private static final int EVENTS = 50;
  private static final int VERSIONS = 20;
  /** Query parameter with the position before which events are shown, such as {@code 3-4096}. */
  private static final String BEFORE = "before";

  private final Management management;

  public HistoryPage(Management management) {
    this.management = management;
  }

  /**
   * The content of the page.
   *
   * @param periods the events of each project that had this name; null if this server keeps no audit log of the project
   * @param olderUrl the page with older events; null if there are none
   * @param isFirst whether the newest events are shown
   * @param versions the newest published versions
   * @param problems why the events cannot be read, printable; empty if they can
   */
  public record HistoryView(
      ProjectName project, @Nullable List<Period> periods, @Nullable String olderUrl,
      boolean isFirst, List<VersionRow> versions, DataState state, List<String> problems) {
    public HistoryView {
      problems = List.copyOf(problems);
      periods = periods == null ? null : List.copyOf(periods);
      versions = List.copyOf(versions);
    }
  }

  /**
   * The events between the creation of a project and that of the next one of the same name.
   *
   * @param end when the project was created again; null for the project that exists now
   */
  public record Period(@Nullable ShownTime end, List<HistoryEvent> events) {
    public Period {
      events = List.copyOf(events);
    }
  }

  public void show(Exchange exchange) throws IOException {
    ProjectName project = Management.project(exchange);
    var _ = management.permissions(exchange, project);
    Position before = position(exchange.queryParameter(BEFORE));
    boolean withClient = management.isAdministrator(exchange);
    HistoryView view =
        management.sources()
            .turns(exchange)
            .run(
                () -> management.sources()
                    .answers()
                    .read(
                        state -> view(
                            project, before, withClient,
                            management.sources().catalog().latestChanges(project, VERSIONS), state),
                        state -> view(project, before, withClient, List.of(), state)));
    Page page =
        management.page(
            exchange, project, "History",
            new Crumb("History", management.url(project, "history")));
    PageRenderer.send(exchange, out -> JtemanagehistoryGenerated.render(out, null, page, view));
  }

  private HistoryView view(
      ProjectName project, @Nullable Position before, boolean withClient,
      List<VersionRow> versions, DataState state) {
    AuditTrail audit = management.actions().audit();
    // The log shortens longer names, so their events cannot be distinguished from those of other projects.
    if (!audit.isWritten() || project.value().length() > MAX_NAME_CHARS) {
      return new HistoryView(project, null, null, true, versions, state, List.of());
    }
    PartialRead parts = new PartialRead();
    AuditSearch.Result found =
        parts.read(
            () -> audit.newest(
                new AuditFilter(null, project.value(), null, null), before, EVENTS),
            new AuditSearch.Result(List.of(), null, null));
    Position next = found.next();
    List<Period> periods =
        found.events().isEmpty()
            ? List.of()
            : periods(
                found.events(), ProjectCreations.of(audit, project.value()),
                event -> HistoryEvent.of(event, withClient));
    return new HistoryView(
        project, periods,
        next == null
            ? null
            : PageUrls.query(
                management.url(project, "history"), BEFORE, next.file() + "-" + next.offset()),
        before == null, versions, state, parts.problems());
  }

  /** The existing project must not seem to have the history of one that was deleted. */
  private static List<Period> periods(
      List<AuditEvent> events, ProjectCreations creations,
      Function<AuditEvent, HistoryEvent> shown) {
    Map<Optional<Instant>, List<HistoryEvent>> byEnd = new LinkedHashMap<>();
    for (AuditEvent event : events) {
      Instant end =
          creations.after(String.valueOf(event.target().project()), event.time());
      byEnd.computeIfAbsent(Optional.ofNullable(end), key -> new ArrayList<>())
          .add(shown.apply(event));
    }
    List<Period> periods = new ArrayList<>();
    byEnd.forEach(
        (end, ofPeriod) -> periods.add(
            new Period(end.map(ShownTime::new).orElse(null), ofPeriod)));
    return periods;
  }

  private static @Nullable Position position(@Nullable String text) {
    if (text == null || !text.matches("\\d{1,12}-\\d{1,12}")) {
      return null;
    }
    String[] numbers = text.split("-", 2);
    return new Position(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]));
  }
}
