package io.gypsum.e2e.contract;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.gypsum.e2e.harness.SharedServer;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.Users;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Users that are refused; the tests of each route show which users are allowed. */
@ExtendWith(SharedServer.class)
class RolesTest {
  private final TestServer server;

  RolesTest(TestServer server) {
    this.server = server;
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        pairs(
            RequestTemplate.ADMINISTRATION, Users.OWNER, Users.TRUSTED, Users.UNTRUSTED,
            Users.STRANGER),
        pairs(
            RequestTemplate.MANAGEMENT, Users.TRUSTED, Users.UNTRUSTED, Users.MEMBER,
            Users.STRANGER),
        pairs(RequestTemplate.CONTRIBUTION, Users.STRANGER))
        .flatMap(pairs -> pairs);
  }

  private static Stream<Arguments> pairs(List<RequestTemplate> calls, Users... users) {
    return calls.stream()
        .flatMap(call -> Stream.of(users).map(user -> Arguments.of(call, user)));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void aUserWithoutTheRoleIs403AndChangesNothing(RequestTemplate call, Users user) {
    String project = server.newProject();
    Map<String, String> before = server.bucket().fingerprint(project + "/");

    call.by(server.as(user), project).refused(403);

    assertThat(server.bucket().fingerprint(project + "/")).isEqualTo(before);
    assertThat(server.bucket().has("new-" + project)).isFalse();
  }

  @ParameterizedTest
  @MethodSource("administration")
  void theAdministratorRoleIsCheckedFirst(RequestTemplate call) {
    call.by(server.as(Users.OWNER), TestServer.newName()).refused(403);
    call.by(server.as(Users.OWNER), "..bad").refused(403);
  }

  static Stream<RequestTemplate> administration() {
    return RequestTemplate.ADMINISTRATION.stream();
  }

  @Test
  void anAdministratorsOrganizationMayDoEverything() {
    String project = server.newProject();

    for (RequestTemplate call : RequestTemplate.ADMINISTRATION) {
      call.by(server.as(Users.ORG_ADMIN), call.method().equals("DELETE") ? "x" : project).ok();
    }
  }
}
