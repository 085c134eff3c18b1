package io.gypsum.server.session;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gypsum.core.GypsumException;
import io.gypsum.core.RandomText;
import io.gypsum.server.data.SigningKey;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.session.Session.Member;
import org.jspecify.annotations.Nullable;

/**
 * Begins, reads, renews and ends sessions (pages.md, section 5). A session is a cookie of the browser, which any server with the
 * same signing key can read. A server refuses sessions that ended on it, so a copied cookie is useless there after the sign-out.
 * Thread-safe.
 */
public final class Sessions {
  static final int MAX_ENDED = 10_000;
  private static final int ID_BYTES = 18;
  private static final int CSRF_BYTES = 24;
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final RequestOrigin origin;
  private final BrowserCookie cookie;
  private final SealedText sealed;
  private final SecretKeySpec csrfKey;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  /** When sessions ended, by their identifiers. */
  private final Cache<String, Instant> ended =
      Caffeine.newBuilder()
          .maximumSize(MAX_ENDED)
          .expireAfterWrite(Session.MAX_IDLE)
          .executor(Runnable::run)
          .build();

  public Sessions(SigningKey signingKey, RequestOrigin origin, InstantSource clock) {
    this.origin = origin;
    this.cookie = new BrowserCookie("", origin);
    this.clock = clock;
    this.sealed = new SealedText(signingKey, "session");
    this.csrfKey =
        new SecretKeySpec(SealedText.deriveKey(signingKey, "csrf"), "HmacSHA256");
  }

  public RequestOrigin origin() {
    return origin;
  }

  /** Returns the session of a request; null if it has none, or one that has ended or that this server did not create. */
  @Nullable
  Session read(Exchange exchange) {
    Instant now = now();
    for (String value : cookie.values(exchange)) {
      Session session = sealed.open(value).flatMap(Session::parse).orElse(null);
      if (session != null && session.isValid(now)
          && ended.getIfPresent(session.id()) == null) {
        return session;
      }
    }
    return null;
  }

  /**
   * Begins the session of a person who has signed in. A previous session of the browser ends.
   *
   * @throws GypsumException INVALID if the session is too long for a cookie; FORBIDDEN on plain HTTP
   */
  public void begin(Exchange exchange, Member member) {
    origin.requireConfidential(exchange);
    Session previous = Visitor.session(exchange);
    Instant now = now();
    send(exchange, new Session(newId(), member, now, now));
    remember(previous, now);
  }

  /**
   * Returns the session of the browser; begins one for a browser that has none, so that a form can have a CSRF token.
   *
   * @throws GypsumException FORBIDDEN on plain HTTP
   */
  public Visitor visit(Exchange exchange) {
    origin.requireConfidential(exchange);
    Session known = Visitor.session(exchange);
    Instant now = now();
    if (known == null || (known.member() == null && known.shouldBeRenewed(now))) {
      known = known == null ? new Session(newId(), null, now, now) : known.renewedAt(now);
      send(exchange, known);
      exchange.setAttribute(Session.class, known);
    }
    return Visitor.attach(exchange, known, csrfToken(known));
  }

  /**
   * Sends the cookie again if the token of the session was replaced, or if the cookie is old. Called only after the user was
   * identified: a request that is slower than the one that replaced the token would otherwise restore the previous token, which
   * the provider may accept only once.
   *
   * @param token of the session from now on
   * @throws GypsumException UNAUTHENTICATED if the session has become too long for a cookie
   */
  void renew(Exchange exchange, Session session, String token) {
    Instant now = now();
    if (session.hasToken(token) && !session.shouldBeRenewed(now)) {
      return;
    }
    try {
      send(exchange, session.withToken(token).renewedAt(now));
    } catch (GypsumException e) {
      throw new GypsumException(GypsumException.Kind.UNAUTHENTICATED, e.reason(), e);
    }
  }

  /** Ends the session of the browser, if it has one. */
  public void end(Exchange exchange) {
    remember(Visitor.session(exchange), now());
    cookie.delete(exchange);
  }

  /** A session without a member grants no rights. If its end were recorded, any client could displace the other entries. */
  private void remember(@Nullable Session session, Instant now) {
    if (session != null && session.member() != null) {
      ended.put(session.id(), now);
    }
  }

  /** Returns the token that the forms of a session contain. */
  String csrfToken(Session session) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(csrfKey);
      byte[] hash = mac.doFinal(session.id().getBytes(StandardCharsets.UTF_8));
      return BASE64.encodeToString(Arrays.copyOf(hash, CSRF_BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HmacSHA256 is not available", e);
    }
  }

  /** Compares in constant time. */
  boolean isCsrfToken(Session session, String token) {
    return MessageDigest.isEqual(
        csrfToken(session).getBytes(StandardCharsets.UTF_8),
        token.getBytes(StandardCharsets.UTF_8));
  }

  private void send(Exchange exchange, Session session) {
    String value = sealed.seal(session.text());
    if (value.length() > BrowserCookie.MAX_CHARS) {
      throw GypsumException.invalid(
          "the session does not fit into a cookie: " + value.length()
              + " characters, expected at most " + BrowserCookie.MAX_CHARS
              + "; the access token, the refresh token or the list of groups is too long. For OpenID Connect, an"
              + " administrator can select groups with 'oidc-group-filter', or reduce the size of tokens at the"
              + " provider");
    }
    cookie.send(exchange, value, Session.MAX_IDLE);
  }

  private String newId() {
    return RandomText.of(random, ID_BYTES);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }
}
