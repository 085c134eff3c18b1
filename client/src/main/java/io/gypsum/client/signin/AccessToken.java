package io.gypsum.client.signin;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A token and what is known of it.
 *
 * @param token a secret; {@link #toString} does not show it
 * @param login whose it is; empty when nobody has asked GitHub: a token that was given or that {@code gh} has
 * @param expiry until when it is good; empty when it does not expire, or that is not known
 */
public record AccessToken(String token, Optional<String> login, Optional<Instant> expiry) {
  /** One that ends sooner is not begun with; the R and Python clients keep the same distance. */
  private static final Duration MARGIN = Duration.ofSeconds(10);

  static AccessToken ofUnknown(String token) {
    return new AccessToken(token, Optional.empty(), Optional.empty());
  }

  /** Whether it has expired, or is about to. */
  public boolean isExpired(Instant now) {
    return expiry.isPresent() && !expiry.get().isAfter(now.plus(MARGIN));
  }

  AccessToken expiring(Optional<Instant> when) {
    return new AccessToken(token, login, when);
  }

  @Override
  public String toString() {
    return "a token of " + login.orElse("an unknown user")
        + expiry.map(time -> ", good until " + time).orElse("");
  }
}
