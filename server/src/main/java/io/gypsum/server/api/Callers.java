package io.gypsum.server.api;

import io.gypsum.core.decision.User;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.identity.Identity;
import io.gypsum.server.operation.Access;

/** Who asks. */
final class Callers {
  private final Identity identity;
  private final Access access;

  Callers(Identity identity, Access access) {
    this.identity = identity;
    this.access = access;
  }

  /** @throws io.gypsum.core.GypsumException UNAUTHENTICATED */
  User user(Exchange exchange) {
    return identity.identify(exchange.bearerToken());
  }

  /** @throws io.gypsum.core.GypsumException UNAUTHENTICATED, FORBIDDEN */
  User administrator(Exchange exchange) {
    User user = user(exchange);
    access.requireAdministrator(user);
    return user;
  }
}
