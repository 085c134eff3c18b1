package io.gypsum.server.page.signin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

import io.gypsum.core.GypsumException;
import io.gypsum.core.RandomText;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.json.JsonType;
import io.gypsum.core.json.MalformedJsonException;
import io.gypsum.core.json.RecordCodec;
import io.gypsum.core.json.RecordCodec.Property;
import io.gypsum.server.data.SigningKey;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.session.BrowserCookie;
import io.gypsum.server.session.RequestOrigin;
import io.gypsum.server.session.SealedText;

/**
 * Begins and ends sign-ins at other sites. What must be known at the end is in an encrypted cookie, so any server with the same
 * signing key can end a sign-in, and only in the browser that has begun it. A browser has one pending sign-in; the end deletes it,
 * whatever the result. Thread-safe.
 */
public final class PendingSignIns {
  /** How long a person may take at the other site. */
  static final Duration MAX_AGE = Duration.ofMinutes(10);
  private static final int RANDOM_BYTES = 32;

  private static final RecordCodec<PendingSignIn> CODEC =
      RecordCodec.of(
          Property.required("provider", JsonType.STRING, PendingSignIn::provider),
          Property.required("state", JsonType.STRING, PendingSignIn::state),
          Property.required("nonce", JsonType.STRING, PendingSignIn::nonce),
          Property.required("verifier", JsonType.STRING, PendingSignIn::verifier),
          Property.required(
              "next", JsonType.STRING.as(NextAddress::of, NextAddress::path), PendingSignIn::next),
          Property.required("started", JsonType.EPOCH_SECONDS, PendingSignIn::started),
          PendingSignIn::new);

  private final RequestOrigin origin;
  private final BrowserCookie cookie;
  private final SealedText sealed;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  public PendingSignIns(SigningKey signingKey, RequestOrigin origin, InstantSource clock) {
    this.origin = origin;
    this.cookie = new BrowserCookie("-sign-in", origin);
    this.sealed = new SealedText(signingKey, "sign-in");
    this.clock = clock;
  }

  /**
   * Begins a sign-in, in place of another one of the browser.
   *
   * @throws GypsumException FORBIDDEN on plain HTTP
   */
  PendingSignIn begin(Exchange exchange, SignInProvider provider, NextAddress next) {
    origin.requireConfidential(exchange);
    PendingSignIn pending =
        new PendingSignIn(
            provider.name(), randomText(), randomText(), randomText(), next,
            clock.instant().truncatedTo(ChronoUnit.SECONDS));
    byte[] text = JsonOutput.bytes(out -> CODEC.write(pending, out));
    cookie.send(exchange, sealed.seal(new String(text, StandardCharsets.UTF_8)), MAX_AGE);
    return pending;
  }

  /**
   * Returns the sign-in of the browser, if the request has its state, and deletes it from the browser.
   *
   * @throws GypsumException UNAUTHENTICATED when the browser has not begun it, has ended it before, or took too long
   */
  PendingSignIn end(Exchange exchange, SignInProvider provider) {
    origin.requireConfidential(exchange);
    String state = exchange.queryParameter("state");
    Optional<PendingSignIn> found =
        cookie.values(exchange)
            .stream()
            .flatMap(value -> sealed.open(value).stream())
            .flatMap(text -> parse(text).stream())
            .filter(pending -> pending.provider().equals(provider.name()))
            .filter(pending -> isEqual(pending.state(), state == null ? "" : state))
            .findFirst();
    if (found.isEmpty()) {
      // Remains in the browser: another site may have sent the request, while the person is at the provider.
      throw GypsumException.unauthenticated(
          "this browser has not begun this sign-in, or has completed it before: start again here");
    }
    cookie.delete(exchange);
    PendingSignIn pending = found.get();
    if (!clock.instant().isBefore(pending.started().plus(MAX_AGE))) {
      throw GypsumException.unauthenticated(
          "the sign-in took more than " + MAX_AGE.toMinutes() + " minutes: start again here");
    }
    return pending;
  }

  /** Compares in constant time. */
  private static boolean isEqual(String expected, String actual) {
    return MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.UTF_8), actual.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns empty for a text that another version of the server wrote in another format. */
  private static Optional<PendingSignIn> parse(String text) {
    try {
      return Optional.of(JsonInput.read(text.getBytes(StandardCharsets.UTF_8), CODEC::read));
    } catch (MalformedJsonException | GypsumException e) {
      return Optional.empty();
    }
  }

  private String randomText() {
    return RandomText.of(random, RANDOM_BYTES);
  }
}
