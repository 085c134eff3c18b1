package io.gypsum.e2e.command;

import java.nio.file.Path;
import java.time.Year;
import java.time.ZoneOffset;
import java.util.List;

import io.gypsum.e2e.harness.CommandUser;
import io.gypsum.e2e.harness.Json;
import io.gypsum.e2e.harness.SharedServer;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.TestUpload;
import io.gypsum.e2e.harness.Users;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(SharedServer.class)
class ProjectTest {
  private final TestServer server;
  private final String project;

  @TempDir private Path home;

  ProjectTest(TestServer server) {
    this.server = server;
    this.project = server.newProject();
  }

  private CommandUser as(Users user) {
    return new CommandUser(server.process().url(), user, home);
  }

  private Object permissions() {
    return server.bucket().json(project + "/..permissions");
  }

  private void submit(String version) {
    new TestUpload(server.as(Users.UNTRUSTED), project, "a", version).file("x", "four").publish();
  }

  @Test
  void createSetsTheYearOfTheQuota() {
    String name = TestServer.newName();
    as(Users.ADMIN).run("create", name, "--baseline", "5GB", "--growth", "1GB", "--year", "2020")
        .ok();
    assertThat(server.bucket().json(name + "/..quota"))
        .isEqualTo(Json.of("{'baseline':5000000000,'growth_rate':1000000000,'year':2020}"));
  }

  @Test
  void createAppliesItsOptions() {
    String name = TestServer.newName();

    as(Users.ADMIN).run(
        "create", name, "--owner", "olga", "--owner", "otto", "--uploader",
        "{\"id\":\"ulf\",\"asset\":\"a\"}", "--uploader",
        "lab,version=v1,until=2030-01-01T00:00:00+01:00,trusted", "--baseline", "5GiB",
        "--growth=1.5 GB", "--json")
        .isJson("{'project':'" + name + "'}");

    assertThat(server.bucket().json(name + "/..permissions"))
        .isEqualTo(
            Json.of(
                "{'owners':['olga','otto'],'uploaders':[{'id':'ulf','asset':'a'},{'id':'lab',"
                    + "'version':'v1','until':'2030-01-01T00:00:00+01:00','trusted':true}]}"));
    assertThat(server.bucket().json(name + "/..quota"))
        .isEqualTo(
            Json.of(
                "{'baseline':5368709120,'growth_rate':1500000000,'year':"
                    + Year.now(ZoneOffset.UTC) + "}"));
  }

  @Test
  void onlyAdministratorsCreateProjects() {
    as(Users.STRANGER).run("create", TestServer.newName()).refused(4, "403");
    as(null).run("create", TestServer.newName()).refused(4, "token", "gypsum login");
    as(Users.ADMIN).run("create", project).refused(1, project);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--baseline=lots", "--baseline=-1", "--uploader={}", "--uploader=ulf,nonsense"})
  void createRefusesInvalidOptions(String option) {
    as(Users.ADMIN).run("create", TestServer.newName(), option).refused(2, "--help");
  }

  @Test
  void permissionsWithoutOptionsPrintsThem() {
    as(null).run("permissions", project, "--json")
        .isJson(
            "{'owners':['olga'],'uploaders':[{'id':'tina','trusted':true},{'id':'ulf'},"
                + "{'id':'lab'}]}");
    assertThat(as(null).run("permissions", project).lines())
        .startsWith("owners     olga", "uploader   tina  trusted");
    as(null).run("permissions", "none").refused(3, "none");
  }

  @Test
  void permissionsWithOptionsChangesAndPrintsThem() {
    as(Users.OWNER).run(
        "permissions", project, "--add-owner", "otto", "--add-owner", "olga", "--remove-uploader",
        "lab", "--add-uploader", "ulf,trusted", "--add-uploader", "sven,asset=a", "--json")
        .isJson(
            "{'owners':['olga','otto'],'uploaders':[{'id':'tina','trusted':true},"
                + "{'id':'ulf','trusted':true},{'id':'sven','asset':'a'}]}");
    as(Users.OWNER).run(
        "permissions", project, "--set-owners=olga", "--set-uploaders=[]", "--json")
        .isJson("{'owners':['olga'],'uploaders':[]}");
    assertThat(permissions()).isEqualTo(Json.of("{'owners':['olga'],'uploaders':[]}"));
  }

  @Test
  void theLastOwnerIsRemovedOnlyAfterConfirmation() {
    Object before = permissions();
    for (String option : List.of("--set-owners=", "--remove-owner=olga")) {
      as(Users.OWNER).run("permissions", project, option)
          .refused(2, "Remove the last owner of project '" + project + "'", "--yes");
      assertThat(as(Users.OWNER).run("permissions", project, option, "--dry-run").ok().output())
          .doesNotContain("olga");
    }
    assertThat(permissions()).isEqualTo(before);

    as(Users.OWNER).run("permissions", project, "--remove-owner=olga", "--yes").ok();
    assertThat(as(null).run("permissions", project).ok().output()).doesNotContain("olga");
  }

  @Test
  void aDryRunPrintsTheResultingPermissions() {
    Object before = permissions();

    assertThat(
        as(Users.OWNER).run("permissions", project, "--set-owners=otto", "--dry-run").lines())
        .startsWith("owners     otto");
    assertThat(permissions()).isEqualTo(before);
  }

  @Test
  void onlyOwnersChangePermissions() {
    as(Users.STRANGER).run("permissions", project, "--add-owner=sven").refused(4, "403");
    as(Users.OWNER).run("permissions", project, "--set-uploaders=x").refused(2, "JSON");
  }

  @Test
  void approvePublishesAVersion() {
    submit("v1");

    as(Users.STRANGER).run("approve", project + "/a/v1").refused(4, "403");
    as(Users.OWNER).run("approve", project + "/a/v1", "--json")
        .isJson("{'project':'" + project + "','asset':'a','version':'v1'}");

    assertThat(server.bucket().json(project + "/a/..latest")).isEqualTo(
        Json.of("{'version':'v1'}"));
    as(Users.OWNER).run("approve", project + "/a/v1").refused(1, "not on probation");
    as(Users.OWNER).run("approve", project + "/a").refused(2, "PROJECT/ASSET/VERSION");
  }

  @Test
  void rejectDeletesOnlyAfterConfirmation() {
    submit("v1");
    String version = project + "/a/v1";

    as(Users.OWNER).run("reject", version).refused(2, "--yes", "--dry-run");
    as(Users.OWNER).run("reject", version + "0", "--dry-run")
        .refused(3, "does not exist", "gypsum ls");
    as(Users.OWNER).run("reject", version, "--dry-run", "--json")
        .isJson("{'project':'" + project + "','asset':'a','version':'v1','deleted':false}");
    assertThat(as(Users.OWNER).runInteractively("n", "reject", version).ok().errors())
        .contains("Delete " + version + " permanently? [y/N]", "nothing was deleted");
    assertThat(server.bucket().has(version + "/x")).isTrue();

    assertThat(as(Users.OWNER).runInteractively("y", "reject", version).ok().errors())
        .contains("Deleted " + version);
    assertThat(server.bucket().has(version + "/x")).isFalse();
    submit("v2");
    assertThat(as(Users.UNTRUSTED).run("reject", project + "/a/v2", "--yes", "-q").ok().errors())
        .isEmpty();
  }

  @Test
  void quotaIsShownAndChanged() {
    as(Users.ADMIN).run(
        "quota", project, "--baseline=1GB", "--growth=0", "--year=2024", "--dry-run", "--json")
        .isJson("{'baseline':1000000000,'growth_rate':0,'year':2024}");
    as(Users.ADMIN).run("quota", project, "--baseline", "2GiB", "--year", "2025", "--json")
        .isJson("{'baseline':2147483648,'growth_rate':20000000000,'year':2025}");
    assertThat(as(null).run("quota", project).lines())
        .containsExactly("baseline   2.1 GB in 2025", "growth     20 GB per year");
    as(Users.OWNER).run("quota", project, "--baseline=1").refused(4, "403");
    as(null).run("quota", "none").refused(3, "none");
  }

  @Test
  void rmAsksForConfirmation() {
    server.publish(project, "a", "v1", "1");
    server.publish(project, "a", "v2", "2");
    server.publish(project, "b", "v1", "3");

    as(Users.ADMIN).run("rm", project).refused(2, "2 assets, 3 B", "--yes");
    assertThat(as(Users.ADMIN).runInteractively("", "rm", project).ok().errors())
        .contains("nothing was deleted");
    assertThat(as(Users.ADMIN).run("rm", project + "/a", "--dry-run").ok().errors())
        .contains("Would delete " + project + "/a (2 versions)");
    assertThat(server.bucket().has(project + "/a/v2/a.txt")).isTrue();

    as(Users.ADMIN).run("rm", project + "/a/v2", "--yes", "--json")
        .isJson("{'project':'" + project + "','asset':'a','version':'v2','deleted':true}");
    assertThat(server.bucket().has(project + "/a/v2/a.txt")).isFalse();
    assertThat(as(Users.ADMIN).runInteractively("yes", "rm", project + "/a").ok().errors())
        .contains("Deleted " + project + "/a.");
    as(Users.ADMIN).run("rm", project, "--yes", "--json")
        .isJson("{'project':'" + project + "','deleted':true}");
    assertThat(server.bucket().keys(project + "/")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "none/a", "none/a/v"})
  void rmOfAMissingResourceHasExitCode3(String place) {
    as(Users.ADMIN).run("rm", place, "--yes").refused(3, "none");
  }

  @Test
  void onlyAdministratorsRunRm() {
    as(Users.OWNER).run("rm", project, "--yes").refused(4, "403");
    assertThat(server.bucket().has(project + "/..permissions")).isTrue();
  }

  @Test
  void changesOfWhatDoesNotExistAreRefusedAlthoughTheServerReportsSuccess() {
    as(Users.ADMIN).run("unlock", "nope")
        .refused(3, "gypsum: project 'nope' does not exist; 'gypsum ls' lists the projects");
    as(Users.ADMIN).run("refresh", "latest", project + "/nope")
        .refused(
            3, "gypsum: asset '" + project + "/nope' does not exist; 'gypsum ls " + project + "'");
  }

  @Test
  void unlockEndsAnAbandonedUpload() {
    server.upload(project, "a", "v1").file("x", "x").start();

    as(Users.STRANGER).run("unlock", project).refused(4, "403");
    as(Users.OWNER).run("unlock", project, "--json")
        .isJson("{'project':'" + project + "','unlocked':true}");

    assertThat(server.bucket().has(project + "/..LOCK")).isFalse();
  }

  @Test
  void unlockReportsAProjectThatIsNotLocked() {
    assertThat(as(Users.OWNER).run("unlock", project).ok().errors())
        .isEqualTo("Project " + project + " was not locked.\n");
    as(Users.OWNER).run("unlock", project, "--json")
        .isJson("{'project':'" + project + "','unlocked':false}");
  }

  @Test
  void refreshRecomputesUsageAndLatest() {
    server.publish(project, "a", "v1", "1");

    as(Users.ADMIN).run("refresh", "usage", project, "--json").isJson("{'total':1}");
    as(Users.ADMIN).run("refresh", "latest", project + "/a", "--json")
        .isJson("{'project':'" + project + "','asset':'a','latest':'v1'}");
    assertThat(as(Users.ADMIN).run("refresh", "latest", project + "/a").lines())
        .containsExactly("latest     v1");
    as(Users.OWNER).run("refresh", "usage", project).refused(4, "403");
    as(Users.ADMIN).run("refresh", "latest", project).refused(2, "PROJECT/ASSET");
    as(Users.ADMIN).run("refresh").refused(2, "expected latest or usage");
  }
}
