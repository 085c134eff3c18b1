package io.gypsum.e2e.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.gypsum.e2e.harness.CommandUser;
import io.gypsum.e2e.harness.Json;
import io.gypsum.e2e.harness.SharedServer;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.TestUpload;
import io.gypsum.e2e.harness.Users;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(SharedServer.class)
class ListAndShowTest {
  private static final String MD5_OF_ONE = "c4ca4238a0b923820dcc509a6f75849b";

  private final TestServer server;
  private final String project;

  @TempDir private Path home;
  private CommandUser anyone;

  ListAndShowTest(TestServer server) {
    this.server = server;
    this.project = server.newProject();
  }

  @BeforeEach
  void prepare() {
    anyone = new CommandUser(server.process().url(), null, home);
  }

  @Test
  void lsListsTheNextLevel() {
    server.publish(project, "a", "v1", "1");
    server.upload(project, "a", "v2")
        .file("b.txt", "22")
        .link("dir/l.txt", project, "a", "v1", "a.txt")
        .publish();

    assertThat(anyone.run("ls").lines()).contains(project);
    assertThat(anyone.run("ls", project).lines()).containsExactly("a");
    assertThat(anyone.run("ls", project + "/a").lines())
        .containsExactly("VERSION", "v1", "v2       latest");
    assertThat(anyone.run("ls", project + "/a/v2").lines()).hasSize(3)
        .anyMatch(line -> line.matches("2 B +[0-9a-f]{32} +b.txt"))
        .anyMatch(
            line -> line.matches(
                "1 B +" + MD5_OF_ONE + " +dir/l.txt +-> " + project + "/a/v1/a.txt"));
  }

  @Test
  void lsListsAFolderOrAFile() {
    server.upload(project, "a", "v1").file("raw/1.txt", "1").file("raw.txt", "2").publish();
    String version = project + "/a/v1";

    for (String folder : List.of(version + ":raw/", version + "/raw", project + "/a:raw/")) {
      anyone.run("ls", folder, "--json")
          .isJson("[{'path':'raw/1.txt','size':1,'md5sum':'" + MD5_OF_ONE + "'}]");
    }
    assertThat(anyone.run("ls", version + "/raw.txt").lines()).hasSize(2)
        .last()
        .asString()
        .endsWith("raw.txt");
    anyone.run("ls", version + ":ra/")
        .refused(3, "folder 'ra' does not exist in '" + version + "'", "'gypsum ls " + version);
    anyone.run("ls", version + "/raw.txt/").refused(3, "folder 'raw.txt' does not exist");
  }

  @Test
  void lsAsJsonIsAnArray() {
    server.publish(project, "a", "v1", "1");
    server.upload(project, "a", "v2").link("l.txt", project, "a", "v1", "a.txt").publish();
    String names = "'project':'" + project + "','asset':'a'";

    assertThat(Json.list(anyone.run("ls", "--json").json()))
        .contains(Json.object("project", project));
    anyone.run("ls", project, "--json").isJson("[{" + names + "}]");
    anyone.run("ls", project + "/a", "--json")
        .isJson(
            "[{" + names + ",'version':'v1','latest':false,'state':'published'},{" + names
                + ",'version':'v2','latest':true,'state':'published'}]");
    anyone.run("ls", project + "/a/v1", "--json")
        .isJson("[{'path':'a.txt','size':1,'md5sum':'" + MD5_OF_ONE + "'}]");
    anyone.run("ls", project + "/a/v2", "--json")
        .isJson(
            "[{'path':'l.txt','size':1,'md5sum':'" + MD5_OF_ONE + "','link':{" + names
                + ",'version':'v1','path':'a.txt'}}]");
  }

  @Test
  void lsMarksVersionsThatAreNotPublished() {
    server.publish(project, "a", "v1", "1");
    server.upload(project, "a", "v2").file("a.txt", "2").onProbation().publish();
    server.upload(project, "a", "v3").file("a.txt", "3").start();

    assertThat(anyone.run("ls", project + "/a").lines())
        .containsExactly(
            "VERSION", "v1       latest", "v2       on probation", "v3       unfinished");
    anyone.run("ls", project + "/a", "--json").ok();
    assertThat(anyone.run("ls", project + "/a/v1", "-l").lines())
        .anyMatch(line -> line.matches("1 +" + MD5_OF_ONE + " +a.txt"));
  }

  @Test
  void diffComparesVersionsAndDirectories() throws IOException {
    server.upload(project, "a", "v1").file("a.txt", "1").file("b.txt", "22").publish();
    server.upload(project, "a", "v2").file("d/a.txt", "1").file("b.txt", "333").publish();
    String v1 = project + "/a/v1";

    assertThat(anyone.run("diff", v1).lines())
        .containsExactly(
            "CHANGE   SIZE  PATH", "changed  3 B   b.txt    was 2 B",
            "moved    1 B   d/a.txt  from a.txt", "1 changed (3 B), 1 moved (1 B)");
    assertThat(anyone.run("diff", v1, project + "/a/v1", "--exit-code").lines())
        .containsExactly("2 unchanged (3 B)");
    Path directory = Files.createDirectory(home.resolve("work"));
    Files.writeString(directory.resolve("a.txt"), "1");
    assertThat(anyone.run("diff", v1, directory + "/", "--exit-code", "--json").exitCode())
        .isEqualTo(1);
    Map<String, Object> json =
        Json.object(anyone.run("diff", v1, directory + "/", "--json").json());
    assertThat(json.get("changes"))
        .isEqualTo(Json.of("[{'change':'removed','path':'b.txt','size':2}]"));
    assertThat(json.get("unchanged")).isEqualTo(Json.of("{'files':1,'bytes':1}"));

    // As 'gypsum put' would upload it.
    Files.writeString(directory.resolve(".DS_Store"), "x");
    Files.writeString(directory.resolve("b.txt"), "22");
    assertThat(anyone.run("diff", v1, directory + "/").lines())
        .containsExactly("2 unchanged (3 B)");
    Files.createSymbolicLink(directory.resolve("outside"), home);
    anyone.run("diff", v1, directory + "/").refused(1, "outside");
  }

  @Test
  void diffAcceptsLatestOnBothSides() {
    server.publish(project, "a", "v1", "1");
    server.publish(project, "a", "v2", "2");
    String latest = project + "/a/latest";
    for (String other : List.of("latest", latest)) {
      assertThat(anyone.run("diff", project + "/a/v1", other).lines()).hasSize(3);
      assertThat(anyone.run("diff", latest, other).lines()).containsExactly("1 unchanged (1 B)");
    }
  }

  @Test
  void lsShowsInternalFilesOnRequest() {
    server.publish(project, "a", "v1", "1");

    anyone.run("ls", project + "/a/v1", "--internal", "--json")
        .isJson(
            "[{'path':'a.txt','size':1,'md5sum':'" + MD5_OF_ONE
                + "'},{'path':'..manifest'},{'path':'..summary'}]");
    assertThat(anyone.run("ls", project + "/a/v1", "--internal").output()).contains("..manifest");
    anyone.run("ls", project, "--internal").refused(2, "PROJECT/ASSET/VERSION");
  }

  @Test
  void anEmptyProjectIsAnEmptyList() {
    assertThat(anyone.run("ls", project).lines()).isEmpty();
    anyone.run("ls", project, "--json").isJson("[]");
  }

  @ParameterizedTest
  @CsvSource({
      "ls,none", "ls,none/a", "ls,none/a/v", "show,none", "show,none/a", "show,none/a/v"})
  void missingResourcesHaveExitCode3AndAHint(String command, String place) {
    anyone.run(command, place).refused(3, "none", "'gypsum ls");
  }

  @ParameterizedTest
  @CsvSource({
      "show,a/b/c/d,PROJECT[/ASSET[/VERSION]]", "ls,a/b/c/..d,'..'", "ls,../a,'..'",
      "show,a//c,is empty",
      "show,,missing argument", "log,--since=yesterday,2030-01-31"})
  void wrongUsageHasExitCode2(String command, String argument, String words) {
    (argument == null ? anyone.run(command) : anyone.run(command, argument)).refused(2, words);
  }

  @Test
  void anUnreachableServerHasExitCode1() {
    anyone.run("ls", "--offline").refused(1, "offline");
    anyone.run("ls", "--url", "gopher://x").refused(2, "gopher://x");
  }

  @Test
  void showPrintsAProject() {
    assertThat(anyone.run("show", project).lines())
        .contains(
            "project    " + project, "owners     olga", "uploader   tina  trusted",
            "uploader   ulf  untrusted: uploads need approval", "usage      0 B");

    Map<String, Object> shown = Json.object(anyone.run("show", project, "--json").json());
    assertThat(shown).containsOnlyKeys("project", "permissions", "quota", "usage")
        .containsEntry("permissions", server.bucket().json(project + "/..permissions"))
        .containsEntry("quota", server.bucket().json(project + "/..quota"))
        .containsEntry("usage", Json.of("{'total':0}"));
  }

  @Test
  void showPrintsAnAsset() {
    new TestUpload(server.as(Users.UNTRUSTED), project, "a", "v1").file("x", "x").publish();
    String names = "{'project':'" + project + "','asset':'a',";

    anyone.run("show", project + "/a", "--json")
        .isJson(names + "'latest':null,'versions':['v1'],'on_probation':['v1'],'unfinished':[]}");
    server.publish(project, "a", "v2", "1");
    anyone.run("show", project + "/a", "--json")
        .isJson(
            names + "'latest':'v2','versions':['v1','v2'],'on_probation':['v1'],'unfinished':[]}");
    assertThat(anyone.run("show", project + "/a").lines())
        .containsExactly(
            "asset      " + project + "/a", "latest     v2", "versions   2 (1 on probation)");
    server.upload(project, "a", "v3").file("x", "x").start();
    assertThat(anyone.run("show", project + "/a").lines())
        .contains("versions   3 (1 on probation, 1 unfinished)");
  }

  @Test
  void showPrintsAVersion() {
    server.publish(project, "a", "v1", "1");
    server.upload(project, "a", "v2")
        .file("b.txt", "22")
        .link("l.txt", project, "a", "v1", "a.txt")
        .publish();

    Map<String, Object> shown =
        Json.object(anyone.run("show", project + "/a/v2", "--json").json());
    assertThat(shown).containsEntry("latest", true)
        .containsEntry("summary", server.bucket().json(project + "/a/v2/..summary"))
        .containsEntry("files", 2L)
        .containsEntry("links", 1L)
        .containsEntry("size", 3L)
        .containsEntry("stored", 2L);
    assertThat(anyone.run("show", project + "/a/v2").lines())
        .contains("state      published", "files      2 (1 link)");
  }

  @Test
  void logPrintsChangesSinceATime() {
    server.publish(project, "a", "v1", "1");

    List<Object> changes = Json.list(anyone.run("log", "--since", "1h", "--json").json());
    assertThat(changes).anySatisfy(change -> {
      Map<String, Object> entry = Json.object(change);
      assertThat(Instant.parse((String) entry.remove("time"))).isBefore(Instant.now());
      assertThat(entry).isEqualTo(
          Json.of(
              "{'type':'add-version','project':'" + project
                  + "','asset':'a','version':'v1','latest':true}"));
    });
    assertThat(anyone.run("log").output())
        .contains(project + "/a/v1 was added and became the latest");
    anyone.run("log", "--since", "2100-01-01", "--json").isJson("[]");
  }

  @Test
  void logPrintsTheUsersOfVersionsThatExist() {
    server.publish(project, "a", "v1", "1");
    server.publish(project, "a", "v2", "2");
    server.as(Users.ADMIN).delete("/remove/" + project + "/a/v1").ok();

    assertThat(anyone.run("log", "--users").lines())
        .anyMatch(
            line -> line.endsWith(
                project + "/a/v2 was added and became the latest, uploaded by " + uploader("v2")))
        .anyMatch(line -> line.endsWith(project + "/a/v1 was added and became the latest"));
    assertThat(Json.list(anyone.run("log", "--users", "--json").json()))
        .map(Json::object)
        .filteredOn(entry -> project.equals(entry.get("project")))
        .extracting(entry -> entry.get("type") + " " + entry.get("user"))
        .containsExactlyInAnyOrder(
            "add-version null", "add-version " + uploader("v2"), "delete-version null");
  }

  private Object uploader(String version) {
    return Json.object(server.bucket().json(project + "/a/" + version + "/..summary"))
        .get("upload_user_id");
  }
}
