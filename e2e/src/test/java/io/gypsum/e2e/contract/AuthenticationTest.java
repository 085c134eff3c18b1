package io.gypsum.e2e.contract;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.gypsum.e2e.harness.SharedServer;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.Users;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(SharedServer.class)
class AuthenticationTest {
  private final TestServer server;

  AuthenticationTest(TestServer server) {
    this.server = server;
  }

  static Stream<RequestTemplate> all() {
    return Stream
        .of(
            RequestTemplate.ADMINISTRATION, RequestTemplate.MANAGEMENT,
            RequestTemplate.CONTRIBUTION, RequestTemplate.SESSION)
        .flatMap(List::stream);
  }

  static Stream<RequestTemplate> ofUsers() {
    return Stream.of(
        RequestTemplate.ADMINISTRATION, RequestTemplate.MANAGEMENT, RequestTemplate.CONTRIBUTION)
        .flatMap(List::stream);
  }

  @ParameterizedTest
  @MethodSource("all")
  void aMissingTokenIs401AndChangesNothing(RequestTemplate call) {
    String project = server.newProject();
    Map<String, String> before = server.bucket().fingerprint(project + "/");

    call.by(server.anonymous(), project).refused(401, "Authorization: Bearer");

    assertThat(server.bucket().fingerprint(project + "/")).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("all")
  void anotherAuthenticationSchemeIs401(RequestTemplate call) {
    String project = server.newProject();
    String token = Users.ADMIN.token();

    for (String header : List.of(token, "Basic " + token, "Bearer", "Bearer ", "Bearer" + token)) {
      call.by(server.anonymous(), project, "Authorization", header).refused(401, "Bearer");
    }
  }

  @ParameterizedTest
  @MethodSource("ofUsers")
  void aTokenThatTheIdentityProviderRefusesIs401AndIsNotPartOfTheReason(RequestTemplate call) {
    String project = server.newProject();
    String token = "0123-unknown-token-4567";

    String reason = call.by(server.anonymous().as(token), project).refused(401).reason();

    assertThat(reason).doesNotContain(token);
  }

  @ParameterizedTest
  @MethodSource("ofUsers")
  void anUnknownTokenIs401EvenIfTheProjectIsMissing(RequestTemplate call) {
    call.by(server.anonymous().as("unknown"), TestServer.newName()).refused(401);
  }

  /** These routes expect the token of a session, so they treat a user's token as an invalid session token. */
  @ParameterizedTest
  @MethodSource("sessions")
  void aUsersTokenIsNotASessionToken(RequestTemplate call) {
    String project = server.newProject();

    int status = call.by(server.as(Users.ADMIN), project).status();

    assertThat(status).isEqualTo(call.path().contains("slug") ? 400 : 403);
  }

  static Stream<RequestTemplate> sessions() {
    return RequestTemplate.SESSION.stream();
  }
}
