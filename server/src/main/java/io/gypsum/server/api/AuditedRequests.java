package io.gypsum.server.api;

import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import io.gypsum.core.GypsumException;
import io.gypsum.server.audit.AuditEvent.Actor;
import io.gypsum.server.audit.AuditEvent.Outcome;
import io.gypsum.server.audit.AuditEvent.Target;
import io.gypsum.server.audit.AuditLog;
import io.gypsum.server.audit.AuditedDetails;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Filter;
import io.gypsum.server.http.Handler;
import io.gypsum.server.http.HttpMethod;
import io.gypsum.server.http.Route;
import io.gypsum.server.limit.TooManyRequestsException;
import org.jspecify.annotations.Nullable;

/**
 * Records attempted changes, and rejected access tokens of all requests, in the audit log. Runs before authentication. Requests
 * that send a file of an upload do not change a version, so they are recorded only if they are refused or fail. Requests that
 * find incoming links are recorded only if they are refused, since the command then does not send the deletion.
 */
public final class AuditedRequests implements Filter {
  static final String SIGN_IN = "sign-in";
  static final String SEND_FILE = "send-file";
  static final String FIND_LINKS = "find-links";

  /** Actions by method and pattern. */
  private static final Map<String, String> ACTIONS =
      Map.ofEntries(
          Map.entry("POST /create/{project}", "create-project"),
          Map.entry("PUT /permissions/{project}", "set-permissions"),
          Map.entry("PUT /quota/{project}", "set-quota"),
          Map.entry("DELETE /unlock/{project}", "unlock-project"),
          Map.entry("POST /refresh/latest/{project}/{asset}", "refresh-latest"),
          Map.entry("POST /refresh/usage/{project}", "refresh-usage"),
          Map.entry("DELETE /remove/{project}", "remove-project"),
          Map.entry("DELETE /remove/{project}/{asset}", "remove-asset"),
          Map.entry("DELETE /remove/{project}/{asset}/{version}", "remove-version"),
          Map.entry("POST /upload/start/{project}/{asset}/{version}", "start-upload"),
          Map.entry("POST /publish/{project}/{asset}/{version}", "start-upload"),
          Map.entry("POST /upload/complete/{project}/{asset}/{version}", "complete-upload"),
          Map.entry("POST /upload/abort/{project}/{asset}/{version}", "abort-upload"),
          Map.entry("POST /probation/approve/{project}/{asset}/{version}", "approve-version"),
          Map.entry("POST /probation/reject/{project}/{asset}/{version}", "reject-version"),
          Map.entry("POST /review/{project}/{asset}/{version}/approve", "approve-version"),
          Map.entry("POST /review/{project}/{asset}/{version}/reject", "reject-version"),
          Map.entry("POST /manage/{project}/permissions", "set-permissions"),
          Map.entry("POST /manage/{project}/quota", "set-quota"),
          Map.entry("POST /manage/{project}/unlock", "unlock-project"),
          Map.entry("POST /manage/{project}/refresh", "refresh-usage"),
          Map.entry("POST /manage/{project}/refresh/{asset}", "refresh-latest"),
          Map.entry("POST /manage/{project}/remove", "remove-project"),
          Map.entry("POST /manage/{project}/remove/{asset}", "remove-asset"),
          Map.entry("POST /manage/{project}/remove/{asset}/{version}", "remove-version"),
          Map.entry("POST /sign-in", SIGN_IN),
          Map.entry("GET /sign-in/github/callback", SIGN_IN),
          Map.entry("GET /sign-in/oidc/callback", SIGN_IN),
          Map.entry("POST /admin/create", "create-project"),
          Map.entry("POST /admin/locks/{project}", "unlock-project"),
          Map.entry("POST /admin/accounts", "add-account"),
          Map.entry("POST /admin/accounts/{account}/rotate", "rotate-token"),
          Map.entry("POST /admin/accounts/{account}/remove", "remove-account"),
          Map.entry("POST /sign-out", "sign-out"),
          Map.entry("GET /links/{project}", FIND_LINKS),
          Map.entry("GET /links/{project}/{asset}", FIND_LINKS),
          Map.entry("GET /links/{project}/{asset}/{version}", FIND_LINKS),
          Map.entry("POST /upload/presigned-file/{slug}", SEND_FILE),
          Map.entry("PUT /upload/content", SEND_FILE),
          Map.entry("POST /upload/bundle/{slug}", SEND_FILE),
          Map.entry("POST /upload/parts/{slug}", SEND_FILE),
          Map.entry("POST /upload/parts/{slug}/{number}", SEND_FILE));

  private static final int FIRST_ERROR = 400;

  private final AuditLog log;

  public AuditedRequests(AuditLog log) {
    this.log = log;
  }

  /** Returns the action of a route; null if attempts are not recorded, because the route only reads. */
  public static @Nullable String action(HttpMethod method, String pattern) {
    return ACTIONS.get(method + " " + pattern);
  }

  /** Returns the names of all actions, some of which are recorded only if they are refused or fail. */
  public static Set<String> actions() {
    return Set.copyOf(new TreeSet<>(ACTIONS.values()));
  }

  @Override
  public void handle(Exchange exchange, Handler next) throws IOException {
    Route route = exchange.route();
    String action = route == null ? null : action(route.method(), route.pattern());
    try {
      next.handle(exchange);
    } catch (GypsumException e) {
      boolean isToken = e.kind() == GypsumException.Kind.UNAUTHENTICATED;
      if (action != null || isToken) {
        record(exchange, action == null ? SIGN_IN : action, outcome(e), e.reason());
      }
      throw e;
    } catch (IOException | RuntimeException e) {
      if (action != null) {
        String what = e instanceof IOException ? "the connection failed" : "internal error";
        record(exchange, action, Outcome.FAILED, what + "; the change may have been made");
      }
      throw e;
    }
    if (action != null) {
      recordAnswered(exchange, action);
    }
  }

  /** A page shows its form again if a value is refused, so not every answered request was successful. */
  private void recordAnswered(Exchange exchange, String action) {
    int status = exchange.status();
    if (status < FIRST_ERROR) {
      record(exchange, action, Outcome.OK, null);
    } else {
      record(exchange, action, Outcome.REFUSED, "refused by the page with status " + status);
    }
  }

  private void record(
      Exchange exchange, String action, Outcome outcome, @Nullable String reason) {
    if (!isRecorded(action, outcome)) {
      return;
    }
    AuditedDetails details =
        Objects.requireNonNullElse(
            exchange.attribute(AuditedDetails.class), AuditedDetails.NONE);
    log.record(
        action,
        new Actor(
            exchange.knownLogin(), exchange.clientAddress().toString(), details.comment()),
        target(exchange, details), outcome, reason);
  }

  /** Returns the target that the handler has set, since a form contains it, or the names in the path. */
  private static Target target(Exchange exchange, AuditedDetails details) {
    Target known = exchange.attribute(Target.class);
    return known != null
        ? known
        : new Target(
            exchange.pathParameterOrNull("project"), exchange.pathParameterOrNull("asset"),
            exchange.pathParameterOrNull("version"), exchange.pathParameterOrNull("account"),
            details.uploader(), details.changes());
  }

  private static boolean isRecorded(String action, Outcome outcome) {
    return switch (action) {
      case SEND_FILE -> outcome != Outcome.OK;
      case FIND_LINKS -> outcome == Outcome.REFUSED;
      default -> true;
    };
  }

  private static Outcome outcome(GypsumException failure) {
    return switch (failure.kind()) {
      case INVALID, UNAUTHENTICATED, FORBIDDEN, LOCKED, NOT_FOUND, TOO_LARGE -> Outcome.REFUSED;
      case BUSY ->
          failure instanceof TooManyRequestsException ? Outcome.REFUSED : Outcome.FAILED;
      case UNAVAILABLE, NO_SPACE, CORRUPT -> Outcome.FAILED;
    };
  }
}
