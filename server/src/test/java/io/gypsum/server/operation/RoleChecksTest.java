package io.gypsum.server.operation;

import java.util.List;
import java.util.Set;

import io.gypsum.core.GypsumException;
import io.gypsum.core.decision.Authorization;
import io.gypsum.core.decision.User;
import io.gypsum.core.document.Permissions;
import io.gypsum.core.name.ProjectName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class RoleChecksTest {
  private static final ProjectName PROJECT = new ProjectName("p");
  private static final Permissions PERMISSIONS = new Permissions(List.of("olga"), List.of());

  private final RoleChecks roles = new RoleChecks(new Authorization(Set.of("anna")));

  private static User user(String login) {
    return new User(login, Set.of(), false);
  }

  @Test
  void aUserWithoutAdministratorRightsIsNamedWithTheRequiredRole() {
    assertThatCode(() -> roles.requireAdministrator(user("anna"))).doesNotThrowAnyException();

    GypsumException refusal =
        catchThrowableOfType(
            GypsumException.class, () -> roles.requireAdministrator(user("LTLA")));
    assertThat(refusal.kind()).isEqualTo(GypsumException.Kind.FORBIDDEN);
    assertThat(refusal.reason()).isEqualTo(
        "administrator rights required; 'LTLA' is not an administrator of this server");
  }

  @Test
  void aUserWhoIsNoOwnerIsNamedWithTheProject() {
    for (String login : List.of("anna", "olga")) {
      assertThatCode(() -> roles.requireManager(user(login), PROJECT, PERMISSIONS))
          .doesNotThrowAnyException();
    }

    GypsumException refusal =
        catchThrowableOfType(
            GypsumException.class,
            () -> roles.requireManager(user("LTLA"), PROJECT, PERMISSIONS));
    assertThat(refusal.reason())
        .isEqualTo("'LTLA' is neither an owner of project 'p' nor an administrator");
  }
}
