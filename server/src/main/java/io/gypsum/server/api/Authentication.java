package io.gypsum.server.api;

import java.io.IOException;

import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Filter;
import io.gypsum.server.http.Handler;
import io.gypsum.server.http.Route;
import io.gypsum.server.operation.RoleChecks;

/**
 * Checks that the bearer token of a request permits what the route requires of its caller, before the route's own
 * checks (rest-api.md, section 3).
 */
public final class Authentication implements Filter {
  private final LimitedSignIn signIn;
  private final RoleChecks roles;

  public Authentication(LimitedSignIn signIn, RoleChecks roles) {
    this.signIn = signIn;
    this.roles = roles;
  }

  /** @throws io.gypsum.core.GypsumException UNAUTHENTICATED, FORBIDDEN */
  @Override
  public void handle(Exchange exchange, Handler next) throws IOException {
    exchange.setAuthenticator(signIn::user);
    Route route = exchange.route();
    if (route != null) {
      switch (route.caller()) {
        case ANYONE, USER_AFTER_VALIDATION -> {}
        case UPLOAD_SESSION -> exchange.bearerToken();
        case USER -> exchange.user();
        case ADMINISTRATOR -> roles.requireAdministrator(exchange.user());
      }
    }
    next.handle(exchange);
  }
}
