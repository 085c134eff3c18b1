package io.gypsum.server.page.manage;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.gypsum.core.Printable;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.audit.AuditEvent;
import io.gypsum.server.audit.AuditEvent.Outcome;
import io.gypsum.server.audit.AuditFilter;
import io.gypsum.server.audit.AuditSearch;
import io.gypsum.server.audit.AuditSearch.Position;
import io.gypsum.server.audit.AuditTrail;
import io.gypsum.server.catalog.VersionRow;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.page.DataState;
import io.gypsum.server.page.Page;
import io.gypsum.server.page.Page.Crumb;
import io.gypsum.server.page.PageRenderer;
import io.gypsum.server.page.PageUrls;
import io.gypsum.server.page.format.ShownTime;
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

  /** What happened, in words, by the action in the audit log; others are shown as they are. */
  private static final Map<String, String> ACTIONS =
      Map.ofEntries(
          Map.entry("create-project", "created the project"),
          Map.entry("set-permissions", "changed the permissions"),
          Map.entry("set-quota", "changed the quota"),
          Map.entry("unlock-project", "unlocked the project"),
          Map.entry("refresh-latest", "recomputed the latest version"),
          Map.entry("refresh-usage", "recomputed the usage"),
          Map.entry("remove-project", "removed the project"),
          Map.entry("remove-asset", "removed the asset"),
          Map.entry("remove-version", "removed the version"),
          Map.entry("start-upload", "started an upload"),
          Map.entry("complete-upload", "completed the upload"),
          Map.entry("abort-upload", "aborted the upload"),
          Map.entry("approve-version", "approved the version"),
          Map.entry("reject-version", "rejected the version"),
          Map.entry("send-file", "sent a file"),
          Map.entry("find-links", "looked for links"));

  private final Management management;

  public HistoryPage(Management management) {
    this.management = management;
  }

  /**
   * The content of the page.
   *
   * @param events null if this server keeps no audit log of the project
   * @param olderUrl the page with older events; null if there are none
   * @param isFirst whether the newest events are shown
   * @param versions the newest published versions
   */
  public record HistoryView(
      ProjectName project, @Nullable List<EventItem> events, @Nullable String olderUrl,
      boolean isFirst, List<VersionRow> versions, DataState state) {
    public HistoryView {
      events = events == null ? null : List.copyOf(events);
      versions = List.copyOf(versions);
    }
  }

  /**
   * An event, printable.
   *
   * @param user empty if unknown
   * @param action in words
   * @param target the asset or version; empty for the project
   * @param outcome ok, refused or failed
   */
  public record EventItem(
      ShownTime time, String user, String action, String target, String outcome, Details details) {
    private static EventItem of(AuditEvent event, boolean withClient) {
      String target =
          Stream.of(event.target().asset(), event.target().version())
              .filter(name -> name != null)
              .collect(Collectors.joining("/"));
      String user = event.actor().user();
      String reason = event.reason() == null ? event.actor().comment() : event.reason();
      return new EventItem(
          new ShownTime(event.time()), user == null ? "" : Printable.value(user),
          ACTIONS.getOrDefault(event.action(), event.action()), Printable.line(target),
          event.outcome().text(),
          new Details(
              reason == null ? "" : Printable.line(reason),
              withClient ? event.actor().client() : ""));
    }

    /** Returns whether the attempt changed something. */
    public boolean isOk() {
      return outcome.equals(Outcome.OK.text());
    }
  }

  /** @param reason why the attempt was refused or failed, or why a version was rejected; empty for none */
  public record Details(String reason, String client) {}

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
      return new HistoryView(project, null, null, true, versions, state);
    }
    AuditSearch.Result found =
        audit.newest(new AuditFilter(null, project.value(), null, null), before, EVENTS);
    Position next = found.next();
    return new HistoryView(
        project, found.events().stream().map(event -> EventItem.of(event, withClient)).toList(),
        next == null
            ? null
            : PageUrls.query(
                management.url(project, "history"), BEFORE, next.file() + "-" + next.offset()),
        before == null, versions, state);
  }

  private static @Nullable Position position(@Nullable String text) {
    if (text == null || !text.matches("\\d{1,12}-\\d{1,12}")) {
      return null;
    }
    String[] numbers = text.split("-", 2);
    return new Position(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]));
  }
}
