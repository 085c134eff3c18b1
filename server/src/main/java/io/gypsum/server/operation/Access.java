package io.gypsum.server.operation;

import io.gypsum.core.GypsumException;
import io.gypsum.core.decision.Authorization;
import io.gypsum.core.decision.User;
import io.gypsum.core.document.Permissions;
import io.gypsum.core.name.ProjectName;

/** The role checks of the routes: each returns or throws FORBIDDEN, saying what role it takes. */
public final class Access {
  private final Authorization authorization;

  public Access(Authorization authorization) {
    this.authorization = authorization;
  }

  Authorization authorization() {
    return authorization;
  }

  public boolean isAdministrator(User user) {
    return authorization.isAdministrator(user);
  }

  public void requireAdministrator(User user) {
    if (!isAdministrator(user)) {
      throw GypsumException.forbidden(
          "'" + user.login() + "' is not an administrator of this server, which this takes");
    }
  }

  void requireManager(User user, ProjectName project, Permissions permissions) {
    if (!authorization.mayManage(user, permissions)) {
      throw GypsumException.forbidden(
          "'" + user.login() + "' is neither an owner of project '" + project
              + "' nor an administrator");
    }
  }
}
