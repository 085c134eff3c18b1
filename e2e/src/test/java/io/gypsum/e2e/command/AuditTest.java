package io.gypsum.e2e.command;

import java.nio.file.Path;

import io.gypsum.e2e.harness.CommandUser;
import io.gypsum.e2e.harness.Eventually;
import io.gypsum.e2e.harness.GypsumCommand;
import io.gypsum.e2e.harness.SharedServer;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.Users;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(SharedServer.class)
class AuditTest {
  private final TestServer server;

  @TempDir private Path home;

  AuditTest(TestServer server) {
    this.server = server;
  }

  /** The server writes the events of a request after its response. Without {@code --force}, finding the links is refused first. */
  @Test
  void theCommandShowsWhoPublishedAndWhoWasRefused() {
    String project = server.newProject();
    server.publish(project, "a", "v1", "content");
    as(Users.STRANGER).run("rm", project + "/a/v1", "--yes", "--force").refused(4, "403");
    as(Users.ADMIN).run("rm", project + "/a/v1", "--yes").ok();

    Eventually.await(
        "both events", () -> audit(project, "--action", "remove-version").lines().size() == 2);
    assertThat(audit(project, "--action", "remove-version").lines()).satisfiesExactly(
        line -> assertThat(line).contains(
            "  refused  remove-version  " + project + "/a/v1  " + Users.STRANGER.login() + "  "),
        line -> assertThat(line).contains(
            "  ok  remove-version  " + project + "/a/v1  " + Users.ADMIN.login() + "  "));
    assertThat(audit(project, "--outcome", "ok").lines())
        .anySatisfy(line -> assertThat(line).contains("create-project"))
        .anySatisfy(line -> assertThat(line).contains("  complete-upload  " + project + "/a/v1  "));
  }

  private GypsumCommand audit(String project, String option, String value) {
    return as(Users.ADMIN)
        .run("audit", "--data", server.data().toString(), "--project", project, option, value)
        .ok();
  }

  private CommandUser as(Users user) {
    return new CommandUser(server.process().url(), user, home);
  }
}
