package io.gypsum.client.signin;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * An access token with its owner and expiry.
 *
 * <pre>{@code
 * AccessToken current = gypsum.signIn().accessToken().orElseThrow();
 * boolean valid = !current.isExpired(Instant.now());
 * }</pre>
 *
 * @param token a secret; {@link #toString} does not contain it
 * @param login the owner's name at GitHub, or at the server that is signed in to; empty if it is unknown, since the token was passed in or comes from {@code gh}
 * @param expiry empty if the token does not expire, or its expiry is unknown
 */
public record AccessToken(String token, Optional<String> login, Optional<Instant> expiry) {
  /** A token is not used shortly before it expires; the R and Python clients use the same margin. */
  private static final Duration EXPIRY_MARGIN = Duration.ofSeconds(10);

  /** Returns whether the token has expired, or expires within seconds. */
  public boolean isExpired(Instant now) {
    return expiry.isPresent() && !expiry.get().isAfter(now.plus(EXPIRY_MARGIN));
  }

  /** Returns this token with another time of expiry; empty if it does not expire. */
  public AccessToken withExpiry(Optional<Instant> time) {
    return new AccessToken(token, login, time);
  }

  @Override
  public String toString() {
    return "a token of " + login.orElse("an unknown user")
        + expiry.map(time -> ", valid until " + time).orElse("");
  }
}
