package io.gypsum.server.session;

import io.gypsum.server.http.Exchange;
import io.gypsum.server.session.Session.Member;
import org.jspecify.annotations.Nullable;

/**
 * Who looks at a page.
 *
 * @param login null if the person has not signed in
 * @param administrator whether the person was an administrator at the sign-in, to show links
 * @param csrfToken for the forms of the page; empty if the browser has no session
 */
public record Visitor(@Nullable String login, boolean administrator, String csrfToken) {
  private static final Visitor ANONYMOUS = new Visitor(null, false, "");

  /** Returns who sent a request to a route of the pages. */
  public static Visitor of(Exchange exchange) {
    Visitor known = exchange.attribute(Visitor.class);
    return known == null ? ANONYMOUS : known;
  }

  public boolean isSignedIn() {
    return login != null;
  }

  /** Returns the session of a request; null if it has none. */
  static @Nullable Session session(Exchange exchange) {
    return exchange.attribute(Session.class);
  }

  static Visitor attach(Exchange exchange, Session session, String csrfToken) {
    exchange.setAttribute(Session.class, session);
    Member member = session.member();
    Visitor visitor =
        member == null
            ? new Visitor(null, false, csrfToken)
            : new Visitor(member.login(), member.administrator(), csrfToken);
    exchange.setAttribute(Visitor.class, visitor);
    return visitor;
  }

  static void detach(Exchange exchange) {
    exchange.setAttribute(Visitor.class, ANONYMOUS);
  }
}
