package io.gypsum.server.operation;

import io.gypsum.core.GypsumException;
import io.gypsum.core.decision.Authorization;
import io.gypsum.core.decision.User;
import io.gypsum.core.document.Permissions;
import io.gypsum.core.name.ProjectName;

/** Checks the roles that operations require: a check returns, or throws FORBIDDEN naming the required role. */
public final class RoleChecks {
  private final Authorization authorization;

  public RoleChecks(Authorization authorization) {
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
          "administrator rights required; '" + user.login()
              + "' is not an administrator of this server");
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
