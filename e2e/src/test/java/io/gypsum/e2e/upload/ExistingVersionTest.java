package io.gypsum.e2e.upload;

import java.util.Map;

import io.gypsum.e2e.harness.DedicatedServer;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.TestUpload;
import io.gypsum.e2e.harness.Users;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(DedicatedServer.class)
class ExistingVersionTest {
  private final TestServer server;
  private final String project;

  ExistingVersionTest(TestServer server) {
    this.server = server;
    this.project = server.newProject();
  }

  private TestUpload again(Users user) {
    return new TestUpload(server.as(user), project, "a", "v1").file("a.txt", "other")
        .file("b", "b");
  }

  private void assertRefusedAndUntouched(TestUpload upload) {
    Map<String, String> before = server.bucket().fingerprint("");

    upload.tryStart().refused(400, "v1", "exists");

    assertThat(server.bucket().fingerprint("")).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource(names = {"TRUSTED", "UNTRUSTED", "OWNER", "ADMIN"})
  void aPublishedVersionCannotBeStartedAgain(Users user) {
    server.upload(project, "a", "v1").file("a.txt", "1").file("d/e.txt", "2").publish();
    server.upload(project, "a", "v2").dedup("a.txt", "1").publish();

    assertRefusedAndUntouched(again(user));
  }

  @Test
  void aVersionOnProbationCannotBeStartedAgain() {
    server.upload(project, "a", "v1").file("a.txt", "1").onProbation().publish();

    assertRefusedAndUntouched(again(Users.TRUSTED));
  }

  @Test
  void aVersionWithoutFilesCannotBeStartedAgain() {
    server.upload(project, "a", "v1").publish();

    assertRefusedAndUntouched(again(Users.TRUSTED));
  }

  @Test
  void aVersionOfLinksCannotBeStartedAgain() {
    server.publish(project, "a", "v0", "x");
    server.upload(project, "a", "v1").link("l", project, "a", "v0", "a.txt").publish();

    assertRefusedAndUntouched(again(Users.TRUSTED));
  }
}
