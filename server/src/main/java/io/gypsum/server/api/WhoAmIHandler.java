package io.gypsum.server.api;

import java.io.IOException;

import io.gypsum.core.decision.User;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Handler;
import io.gypsum.server.operation.RoleChecks;

/** Returns the user of the access token, so that a client can check a token without an effect. */
public final class WhoAmIHandler implements Handler {
  private final RoleChecks roles;

  public WhoAmIHandler(RoleChecks roles) {
    this.roles = roles;
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    User user = exchange.user();
    boolean administrator = roles.isAdministrator(user);
    exchange.sendJson(out -> {
      out.writeStartObject();
      out.writeStringProperty("login", user.login());
      out.writeBooleanProperty("administrator", administrator);
      out.writeEndObject();
    });
  }
}
