package io.gypsum.server.metrics;

import java.time.Instant;
import java.util.Optional;

import io.gypsum.core.GypsumException;
import io.gypsum.core.decision.User;
import io.gypsum.server.identity.Identity;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts the access tokens that were checked: each request with a token is one sign-in. */
public final class CountedIdentity implements Identity {
  private final Identity identity;
  private final Counter accepted;
  private final Counter rejected;
  private final Counter failed;

  public CountedIdentity(Identity identity, MeterRegistry registry) {
    this.identity = identity;
    this.accepted = counter(registry, "accepted");
    this.rejected = counter(registry, "rejected");
    this.failed = counter(registry, "failed");
  }

  private static Counter counter(MeterRegistry registry, String result) {
    return Counter.builder("sign.ins")
        .description(
            "Requests with an access token, by result: accepted, rejected because the token is invalid,"
                + " failed because it could not be checked")
        .tag("result", result)
        .register(registry);
  }

  @Override
  public User identify(String token) {
    User user;
    try {
      user = identity.identify(token);
    } catch (GypsumException e) {
      (e.kind() == GypsumException.Kind.UNAUTHENTICATED ? rejected : failed).increment();
      throw e;
    }
    accepted.increment();
    return user;
  }

  @Override
  public Optional<User> current(User user, Instant since) {
    return identity.current(user, since);
  }

  @Override
  public boolean asksProvider(String token) {
    return identity.asksProvider(token);
  }

  @Override
  public void requireUsable() {
    identity.requireUsable();
  }
}
