package io.gypsum.e2e.verify;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.gypsum.e2e.harness.BucketTree;
import io.gypsum.e2e.harness.CommandUser;
import io.gypsum.e2e.harness.GypsumCommand;
import io.gypsum.e2e.harness.Json;
import io.gypsum.e2e.harness.TestHttpClient;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.TestStore;
import io.gypsum.e2e.harness.TestUpload;
import io.gypsum.e2e.harness.Users;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Runs {@code gypsum verify} on the bucket of a server, intact and with corrupt or missing objects. */
class VerifyTest {
  @TempDir Path temp;
  private Path data;
  private String place;
  private TestServer server;
  private String project;

  @BeforeEach
  void use() {
    data = Users.newData(temp);
    place = TestStore.place(data);
    server = TestServer.start(data);
    project = server.newProject();
    server.upload(project, "a", "v1").file("a.txt", "one").file("dir/b.txt", "two").publish();
    server.upload(project, "a", "v2")
        .dedup("a.txt", "one")
        .link("dir/b.txt", project, "a", "v1", "dir/b.txt")
        .file("c.txt", "three")
        .publish();
    server.upload(project, "a", "v3").link("a.txt", project, "a", "v2", "a.txt").publish();
    submit("v4");
    submit("v5");
    submit("v6");
    server.as(Users.ADMIN)
        .post(TestHttpClient.path("probation", "approve", project, "a", "v4"))
        .empty();
    server.as(Users.ADMIN)
        .post(TestHttpClient.path("probation", "reject", project, "a", "v5"))
        .empty();
    server.publish(project, "b", "v1", "gone soon");
    server.as(Users.ADMIN).delete(TestHttpClient.path("remove", project, "b", "v1")).empty();
    server.upload(project, "a", "v7").file("half.txt", "half").start();
  }

  private void submit(String version) {
    new TestUpload(server.as(Users.UNTRUSTED), project, "a", version).file("x", "four").publish();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void noFindingsAfterUploadsLinksProbationAndDeletion() {
    GypsumCommand running = verify(place, "--deep");
    assertThat(running.ok().output()).isEmpty();
    assertThat(running.errors())
        .isEqualTo(
            "No problems found in 1 project, 5 versions, 5 files."
                + " 1 project checked only in part because of a change in progress.\n");

    server.as(Users.ADMIN).delete(TestHttpClient.path("unlock", project)).empty();
    assertThat(verify(place, "--deep").ok().errors())
        .isEqualTo("No problems found in 1 project, 5 versions, 5 files.\n");
    assertThat(verify(server.process().url().toString(), "--deep").ok().errors())
        .isEqualTo("No problems found in 1 project, 5 versions, 5 files.\n");
  }

  @Test
  void findingsAreListedWithExitCode1() {
    server.bucket().write(project + "/a/v1/a.txt", "ONE");
    server.bucket().delete(project + "/a/v2/c.txt");

    GypsumCommand found = verify(place, "--deep", "--project", project);
    assertThat(found.exitCode()).isEqualTo(1);
    assertThat(found.output().lines())
        .hasSize(2)
        .anyMatch(line -> line.startsWith("wrong-md5 ") && line.contains(project + "/a/v1/a.txt"))
        .anyMatch(
            line -> line
                .endsWith(project + "/a/v2/c.txt  expected a file of 5 bytes, found nothing"));
    assertThat(found.errors()).startsWith("2 findings in 1 project, 5 versions, 5 files.");
  }

  @Test
  void jsonOutputIsOneDocument() {
    server.bucket().delete(project + "/a/v2/c.txt");
    // A server does not list the sizes of files.
    GypsumCommand found = verify(server.process().url().toString(), "--json");
    assertThat(found.exitCode()).isEqualTo(1);
    assertThat(found.errors()).isEmpty();
    Map<String, Object> report = Json.object(Json.parse(found.output()));
    assertThat(report)
        .containsEntry("finding_count", 1L)
        .containsEntry("projects", 1L)
        .containsEntry("versions", 5L)
        .containsEntry("files", 5L)
        .containsEntry("locked_projects", 1L);
    assertThat(report.get("findings"))
        .isEqualTo(
            List.of(
                Json.object(
                    "kind", "missing-file", "key", project + "/a/v2/c.txt", "expected",
                    "a file of 5 bytes", "found", "nothing", "repairable", false)));
  }

  @Test
  void repairWritesOnlyAfterConfirmation() {
    server.as(Users.ADMIN).delete(TestHttpClient.path("unlock", project)).empty();
    String usage = project + "/..usage";
    String links = project + "/a/v2/dir/..links";
    BucketTree bucket = server.bucket();
    Map<String, String> right = bucket.contents(project + "/");
    bucket.write(usage, "{\"total\":1}");
    bucket.delete(links);
    bucket.write(project + "/a/v1/stray.txt", "x");
    Map<String, String> corrupt = bucket.contents(project + "/");

    GypsumCommand dry = verify(place, "--repair");
    assertThat(dry.exitCode()).isEqualTo(1);
    assertThat(dry.output().lines())
        .hasSize(3)
        .anyMatch(
            line -> line.startsWith("wrong-usage ")
                && line.endsWith("; to write: " + right.get(usage)))
        .anyMatch(line -> line.startsWith("stray-file ") && line.endsWith("found an object"));
    assertThat(bucket.contents(project + "/")).isEqualTo(corrupt);

    GypsumCommand repaired = verify(place, "--repair", "--yes", "--json");
    assertThat(repaired.exitCode()).isEqualTo(1);
    assertThat(Json.object(Json.parse(repaired.output())))
        .containsEntry("finding_count", 3L)
        .containsEntry(
            "written", List.of(links, usage))
        .containsEntry("not_repaired", List.of());
    right.put(project + "/a/v1/stray.txt", "x");
    assertThat(bucket.contents(project + "/")).isEqualTo(right);

    assertThat(verify(place).output().lines())
        .singleElement()
        .matches(line -> line.startsWith("stray-file "));
  }

  @Test
  void aLockedProjectIsNotRepaired() {
    String links = project + "/a/v2/dir/..links";
    server.bucket().delete(links);
    GypsumCommand locked = verify(place, "--repair", "--yes");
    assertThat(locked.exitCode()).isEqualTo(1);
    assertThat(locked.errors())
        .contains("gypsum: not repaired: project '" + project + "' is locked")
        .contains("Repaired 0 documents.");
    assertThat(server.bucket().has(links)).isFalse();
  }

  @Test
  void invalidArgumentsAreReportedInOneLine() {
    verify(temp.resolve("none").toString()).refused(3, "does not exist");
    verify("ftp://x").refused(2, "'ftp://x' is not a store address");
    verify(place, "--project", "none").refused(3, "project 'none' does not exist");
    verify(place, "--yes").refused(2, "--yes requires --repair");
    verify("https://gypsum.example.org", "--repair").refused(2, "cannot write to the server");
    verify(temp.resolve("none").toString(), "--repair", "--yes")
        .refused(3, "does not exist");
  }

  private GypsumCommand verify(String store, String... options) {
    String[] arguments = new String[2 + options.length];
    arguments[0] = "verify";
    arguments[1] = store;
    System.arraycopy(options, 0, arguments, 2, options.length);
    CommandUser user = new CommandUser(URI.create("http://127.0.0.1:1"), null, temp);
    return TestStore.reach(user, data).run(arguments);
  }
}
