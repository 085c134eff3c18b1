package io.gypsum.server.page.admin;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.server.api.AuditedRequests;
import io.gypsum.server.audit.AuditEvent;
import io.gypsum.server.audit.AuditEvent.Outcome;
import io.gypsum.server.audit.AuditFilter;
import io.gypsum.server.audit.AuditSearch.Position;
import io.gypsum.server.audit.AuditSearch.Result;
import io.gypsum.server.audit.AuditTrail;
import io.gypsum.server.compute.ComputeTurns;
import io.gypsum.server.format.ShownTime;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Handler;
import io.gypsum.server.http.QueryParameters;
import io.gypsum.server.page.AdminCommands;
import io.gypsum.server.page.Page;
import io.gypsum.server.page.PageRenderer;
import io.gypsum.server.page.PageUrls;
import io.gypsum.server.page.template.admin.JteauditGenerated;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /admin/audit?user=&project=&action=&outcome=&before=}: the events of the audit log of this server, newest first. One
 * request reads a bounded part of the log; {@code before} continues it.
 */
public final class AuditPage implements Handler {
  static final int PAGE_SIZE = 50;
  private static final Pattern POSITION = Pattern.compile("(\\d{1,12})-(\\d{1,15})");

  private final AdminContext context;

  AuditPage(AdminContext context) {
    this.context = context;
  }

  /**
   * The content of the page.
   *
   * @param isWritten whether the server writes an audit log
   * @param log null if the server does not write an audit log, or it cannot be read
   * @param problem why the log cannot be read; null if it can
   * @param actions that can be selected
   * @param newestUrl the page with the newest of these events
   */
  public record AuditView(
      AuditFields fields, boolean isWritten, @Nullable AuditPart log, @Nullable String problem,
      SortedSet<String> actions, List<String> outcomes, String newestUrl) {}

  /** The fields of the form as they were sent; empty for all events. */
  public record AuditFields(String user, String project, String action, String outcome) {
    public boolean isEmpty() {
      return user.isEmpty() && project.isEmpty() && action.isEmpty() && outcome.isEmpty();
    }
  }

  /**
   * A part of the log.
   *
   * @param isNewest whether there are no newer events
   * @param olderUrl the page with older events; null if there are none
   * @param searchedTo the time of the oldest event that was read; null if none was
   */
  public record AuditPart(
      List<AuditEvent> events, boolean isNewest, @Nullable String olderUrl,
      @Nullable ShownTime searchedTo) {
    public AuditPart {
      events = List.copyOf(events);
    }
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    AuditFields fields =
        new AuditFields(
            QueryParameters.text(exchange, "user").strip(),
            QueryParameters.text(exchange, "project").strip(),
            QueryParameters.text(exchange, "action").strip(),
            QueryParameters.text(exchange, "outcome").strip());
    AuditFilter filter =
        new AuditFilter(
            orNull(fields.user()), orNull(fields.project()), orNull(fields.action()),
            fields.outcome().isEmpty() ? null : Outcome.parse(fields.outcome()));
    Position before = position(QueryParameters.text(exchange, "before"));
    AuditTrail audit = context.actions().audit();
    AuditPart part = null;
    String problem = null;
    if (audit.isWritten()) {
      ComputeTurns turns = context.sources().pages().turns(exchange);
      try {
        part = turns.run(() -> part(fields, audit.newest(filter, before, PAGE_SIZE), before));
      } catch (GypsumException e) {
        if (e.kind() != GypsumException.Kind.UNAVAILABLE) {
          throw e;
        }
        problem = e.reason();
      }
    }
    AuditView view =
        new AuditView(
            fields, audit.isWritten(), part, problem, new TreeSet<>(AuditedRequests.actions()),
            Arrays.stream(Outcome.values()).map(Outcome::text).toList(), address(fields, ""));
    Page page =
        context.page(
            exchange, AdminSection.AUDIT,
            AdminCommands.audit(
                "user", fields.user(), "project", fields.project(), "action", fields.action(),
                "outcome", fields.outcome()));
    AdminFrame frame = context.frame(exchange, AdminSection.AUDIT);
    PageRenderer.send(exchange, out -> JteauditGenerated.render(out, null, page, frame, view));
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  private static @Nullable Position position(String text) {
    if (text.isEmpty()) {
      return null;
    }
    Matcher form = POSITION.matcher(text);
    if (!form.matches()) {
      throw GypsumException.invalid(
          "invalid query parameter 'before': expected a position such as '1-1000', found '"
              + Printable.value(text) + "'");
    }
    return new Position(Long.parseLong(form.group(1)), Long.parseLong(form.group(2)));
  }

  private AuditPart part(AuditFields fields, Result result, @Nullable Position before) {
    Position next = result.next();
    String older =
        next == null
            ? null
            : address(fields, next.file() + "-" + next.offset());
    return new AuditPart(
        result.events(), before == null, older,
        result.searchedTo() == null ? null : new ShownTime(result.searchedTo()));
  }

  private String address(AuditFields fields, String before) {
    return PageUrls.query(
        AdminSection.AUDIT.url(context.urls()), "user", fields.user(), "project",
        fields.project(), "action", fields.action(), "outcome", fields.outcome(), "before",
        before);
  }
}
