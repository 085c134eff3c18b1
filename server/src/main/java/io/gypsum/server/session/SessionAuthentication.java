package io.gypsum.server.session;

import java.io.IOException;

import io.gypsum.core.GypsumException;
import io.gypsum.core.PercentEncoding;
import io.gypsum.core.decision.User;
import io.gypsum.server.http.Caller;
import io.gypsum.server.http.Claimant;
import io.gypsum.server.http.ErrorRenderer;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Filter;
import io.gypsum.server.http.FormBody;
import io.gypsum.server.http.Handler;
import io.gypsum.server.http.Route;
import io.gypsum.server.operation.RoleChecks;
import io.gypsum.server.session.Session.Member;
import org.jspecify.annotations.Nullable;

/**
 * The authentication of the routes of pages: the user of a request is that of its session, never of an {@code Authorization}
 * header. A request that changes something must come from a form of this server (pages.md, section 5). A person who opens a page
 * that needs a user, and has not signed in, is sent to the sign-in page.
 */
public final class SessionAuthentication implements Filter {
  /** The field of forms, and the header of scripts, with the CSRF token. */
  public static final String CSRF_FIELD = "csrf";
  private static final String CSRF_HEADER = "X-CSRF-Token";
  /** Maximum size of a form in bytes. */
  public static final long MAX_FORM_BYTES = 1024 * 1024;

  /** Larger bodies are read only after the user is known. */
  private static final long MAX_KEPT_BYTES = 64 * 1024;

  private final Sessions sessions;
  private final SessionUsers users;
  private final RoleChecks roles;
  private final String publicPath;

  /** Determines the user of a session. */
  @FunctionalInterface
  public interface SessionUsers {
    /**
     * Returns the user whose token a session contains. Called once per request at most.
     *
     * @throws GypsumException UNAUTHENTICATED when the session has ended, UNAVAILABLE
     */
    IdentifiedUser user(Exchange exchange, String token);
  }

  /**
   * The user of a session.
   *
   * @param token the token that the session contains from now on; the provider may have replaced the previous one
   */
  public record IdentifiedUser(User user, String token) {
    /** Omits the token, which is a secret. */
    @Override
    public String toString() {
      return user.toString();
    }
  }

  /** @param publicPath the path below which browsers reach this server: empty, or without a trailing slash */
  public SessionAuthentication(
      Sessions sessions, SessionUsers users, RoleChecks roles, String publicPath) {
    this.sessions = sessions;
    this.users = users;
    this.roles = roles;
    this.publicPath = publicPath;
  }

  @Override
  public void handle(Exchange exchange, Handler next) throws IOException {
    Session session = sessions.read(exchange);
    if (session != null) {
      Visitor.attach(exchange, session, sessions.csrfToken(session));
    }
    exchange.setAuthenticator(each -> user(each, session));
    Route route = exchange.route();
    Caller caller = route == null ? Caller.ANYONE : route.caller();
    if (session != null || caller != Caller.ANYONE) {
      // Only the browser may store responses to a person, including errors and redirects.
      exchange.setPermanentHeader("Cache-Control", "private, no-cache");
    }
    if (caller != Caller.ANYONE && !identify(exchange, session, caller)) {
      exchange.redirect(signIn(exchange));
      return;
    }
    if (!exchange.isRead()) {
      requireOwnForm(exchange, session);
    }
    if (caller == Caller.ADMINISTRATOR) {
      roles.requireAdministrator(exchange.user());
    }
    next.handle(exchange);
  }

  /** Returns whether the user is known; false if the person should sign in. */
  private boolean identify(Exchange exchange, @Nullable Session session, Caller caller)
      throws IOException {
    if (caller != Caller.USER && caller != Caller.ADMINISTRATOR) {
      throw new IllegalStateException("routes of pages have no callers of the kind " + caller);
    }
    try {
      exchange.setClaimant(Claimant.of(exchange.user()));
      return true;
    } catch (GypsumException e) {
      if (e.kind() != GypsumException.Kind.UNAUTHENTICATED) {
        throw e;
      }
      if (session != null && session.member() != null) {
        sessions.end(exchange);
        Visitor.detach(exchange);
      }
      if (!exchange.isRead()) {
        throw sessions.origin().isSame(exchange) ? keepingForm(exchange, e) : e;
      }
      if (ErrorRenderer.wantsJson(exchange)) {
        throw e;
      }
      return false;
    }
  }

  private String signIn(Exchange exchange) {
    String query = exchange.rawQuery();
    String here = exchange.rawPath() + (query == null ? "" : "?" + query);
    return publicPath + "/sign-in?next=" + PercentEncoding.encode(here);
  }

  private User user(Exchange exchange, @Nullable Session session) {
    Member member = session == null ? null : session.member();
    if (session == null || member == null) {
      throw GypsumException.unauthenticated(
          "you are not signed in, or your session has ended: sign in and try again");
    }
    IdentifiedUser known = users.user(exchange, member.token());
    sessions.renew(exchange, session, known.token());
    return known.user();
  }

  /** @throws GypsumException FORBIDDEN unless a page of this server, in the same session, sent the request */
  private void requireOwnForm(Exchange exchange, @Nullable Session session) throws IOException {
    sessions.origin().requireSame(exchange);
    String header = exchange.header(CSRF_HEADER);
    String token = header == null ? csrfField(exchange) : header;
    if (session == null || !sessions.isCsrfToken(session, token)) {
      throw keepingForm(
          exchange,
          GypsumException.forbidden(
              "the form belongs to another session: you may have signed in or out since you opened it; open it again"));
    }
  }

  /**
   * Returns the failure with the fields of the form, which the person can send again. The caller has checked that a page of this
   * server has sent it, since the answer contains the fields and a valid CSRF token.
   */
  private static GypsumException keepingForm(Exchange exchange, GypsumException failure)
      throws IOException {
    Route route = exchange.route();
    // The form of the sign-in contains an access token, and scripts repeat their requests themselves.
    boolean isKept =
        route != null && route.caller() != Caller.ANYONE && exchange.header(CSRF_HEADER) == null
            && exchange.bodyLength() <= MAX_KEPT_BYTES
            && FormBody.isForm(exchange.header("Content-Type"));
    return isKept
        ? new ExpiredFormException(failure, exchange.readForm(MAX_KEPT_BYTES))
        : failure;
  }

  private static String csrfField(Exchange exchange) throws IOException {
    FormBody form = exchange.readForm(MAX_FORM_BYTES);
    return form.text(CSRF_FIELD);
  }
}
