package io.gypsum.e2e.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.gypsum.e2e.harness.CommandUser;
import io.gypsum.e2e.harness.SharedServer;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.Users;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(SharedServer.class)
class TransferTest {
  private final TestServer server;
  private final String project;

  @TempDir private Path home;
  private Path directory;

  TransferTest(TestServer server) {
    this.server = server;
    this.project = server.newProject();
  }

  @BeforeEach
  void prepare() throws IOException {
    directory = Files.createDirectories(home.resolve("data/sub")).getParent();
    Files.writeString(directory.resolve("a.txt"), "one");
    Files.writeString(directory.resolve("sub/b.txt"), "four");
  }

  private CommandUser as(Users user) {
    return new CommandUser(server.process().url(), user, home);
  }

  private String put(String version, int sent, int sentBytes, int linked, int linkedBytes) {
    return "{'project':'" + project + "','asset':'a','version':'" + version + "','sent_files':"
        + sent + ",'sent_bytes':" + sentBytes + ",'linked_files':" + linked + ",'linked_bytes':"
        + linkedBytes + ",'on_probation':false,'dry_run':false,'warnings':[],'excluded':[]}";
  }

  @Test
  void putPublishesADirectoryAndLinksExistingFiles() throws IOException {
    String source = directory.toString();

    as(Users.TRUSTED).run("put", source, project + "/a/v1", "--json").isJson(put("v1", 2, 7, 0, 0));
    Files.writeString(directory.resolve("a.txt"), "changed");
    as(Users.TRUSTED).run("put", source, project + "/a/v2", "--json").isJson(put("v2", 1, 7, 1, 4));
    as(Users.TRUSTED).run("put", source, project + "/a/v3", "--no-dedup", "--json")
        .isJson(put("v3", 2, 11, 0, 0));

    assertThat(server.bucket().bytes(project + "/a/v2/a.txt")).asString().isEqualTo("changed");
    assertThat(server.bucket().has(project + "/a/v2/sub/b.txt")).isFalse();
    assertThat(server.bucket().has(project + "/a/v3/sub/b.txt")).isTrue();
  }

  @Test
  void putWarnsOfEmptyDirectoriesAndRefusesToPublishNothing() throws IOException {
    Path empty = Files.createDirectories(home.resolve("nothing/a"));
    as(Users.TRUSTED).run("put", empty.getParent().toString(), project + "/a/v1", "--dry-run")
        .refused(1, "only empty directories", "--allow-empty");
    assertThat(
        as(Users.TRUSTED)
            .run("put", empty.getParent().toString(), project + "/a/v1", "--allow-empty")
            .ok()
            .errors())
        .contains("gypsum: warning: 1 empty directory is not uploaded", "'a'");
    Path target = home.resolve("target");
    assertThat(
        as(null).run("get", project + "/a/v1", "--to", target.toString()).lines())
        .containsExactly(target.toString());
    assertThat(target).isEmptyDirectory();
  }

  @Test
  void rmRefusesToBreakLinks() {
    as(Users.TRUSTED).run("put", directory.toString(), project + "/a/v1").ok();
    as(Users.TRUSTED).run("put", directory.toString(), project + "/a/v2").ok();

    assertThat(as(Users.ADMIN).run("rm", project + "/a/v1", "--dry-run").ok().errors())
        .contains(
            "linked by 2 files of 1 other version, which would become unreadable: " + project
                + "/a/v2");
    assertThat(as(Users.ADMIN).run("rm", project + "/a/v2", "--dry-run").ok().errors())
        .doesNotContain("link");
    as(Users.ADMIN).run("rm", project + "/a/v1", "--dry-run", "--json")
        .isJson(
            "{'project':'P','asset':'a','version':'v1','deleted':false,'links':{'version_count':1,'file_count':2,'complete':true,'versions':[{'project':'P','asset':'a','version':'v2','files':2}]}}"
                .replace("P", project));

    for (String option : List.of("--yes", "--dry-run")) {
      as(Users.OWNER).run("rm", project + "/a/v1", option)
          .refused(4, "cannot delete " + project + "/a/v1", "403", "administrator");
      as(null).run("rm", project + "/a/v1", option).refused(4, "gypsum login");
    }
    as(Users.ADMIN).run("rm", project + "/a/v1", "--yes")
        .refused(1, "cannot delete", project + "/a/v2", "--force");
    assertThat(server.bucket().has(project + "/a/v1/..summary")).isTrue();
    as(Users.ADMIN).run("rm", project + "/a/v1", "--yes", "--force").ok();
    assertThat(server.bucket().has(project + "/a/v1/..summary")).isFalse();
    as(Users.ADMIN).run("rm", project + "/a/v2", "--yes").ok();
  }

  @Test
  void aDryRunPrintsTheFilesAndSendsNothing() throws IOException {
    String source = directory.toString();
    String dry =
        put("v2", 1, 7, 1, 4).replace("'dry_run':false", "'dry_run':true")
            .replace(
                "'excluded':[]}",
                "'excluded':[{'path':'.DS_Store','pattern':'.DS_Store','default':true}],"
                    + "'files':[{'path':'a.txt','action':'upload','size':7,'metadata':false},"
                    + "{'path':'sub/b.txt','action':'link','size':4,'metadata':false,'link':{'project':'"
                    + project + "','asset':'a','version':'v1','path':'sub/b.txt'}}]}");
    as(Users.TRUSTED).run("put", source, project + "/a/v1").ok();
    Files.writeString(directory.resolve("a.txt"), "changed");

    Files.writeString(directory.resolve(".DS_Store"), "x");

    as(Users.TRUSTED).run("put", source, project + "/a/v2", "--dry-run", "--json").isJson(dry);
    assertThat(as(Users.TRUSTED).run("put", source, project + "/a/v2", "--dry-run").ok().output())
        .containsPattern("upload +7 B +a.txt")
        .containsPattern("link +4 B +sub/b.txt +-> " + project + "/a/v1/sub/b.txt")
        .containsPattern("exclude +.DS_Store +by .DS_Store");

    assertThat(server.bucket().keys(project + "/a/v2/")).isEmpty();
    assertThat(server.bucket().has(project + "/..LOCK")).isFalse();
    as(Users.TRUSTED).run("put", source, project + "/a/v1", "--dry-run")
        .refused(1, project + "/a/v1' already exists; versions are immutable");
    assertThat(as(Users.TRUSTED).run("put", source, project + "/a/v1", "--abort").ok().errors())
        .contains("Nothing to abort", project + "/a/v1, and the version is complete");
  }

  @Test
  void putLeavesOutWhatNobodyMeansToPublish() throws IOException {
    String source = directory.toString();
    Files.writeString(directory.resolve("sub/Thumbs.db"), "x");
    Files.writeString(directory.resolve(".gypsumignore"), "/sub/b.txt\n");
    Files.writeString(home.resolve("secret"), "secret");

    assertThat(
        as(Users.TRUSTED).run("put", source, project + "/a/v1", "--exclude", "*.tmp").ok().errors())
        .contains(
            "Excluded by default: '.gypsumignore', 'sub/Thumbs.db'. Use --no-default-excludes",
            "Uploaded 1 file");
    as(Users.TRUSTED).run("put", source, project + "/a/v2", "--no-default-excludes", "-q").ok();
    assertThat(server.bucket().has(project + "/a/v2/sub/Thumbs.db")).isTrue();
    assertThat(server.bucket().has(project + "/a/v2/sub/b.txt")).isFalse();

    Files.createSymbolicLink(directory.resolve("link"), home.resolve("secret"));
    as(Users.TRUSTED).run("put", source, project + "/a/v3")
        .refused(1, "link' is a symbolic link that leads out", "--follow-outside");
    as(Users.TRUSTED).run("put", source, project + "/a/v3", "--follow-outside").ok();
    assertThat(server.bucket().bytes(project + "/a/v3/link")).asString().isEqualTo("secret");
  }

  @Test
  void putReportsThatAVersionNeedsApproval() {
    String source = directory.toString();

    assertThat(as(Users.TRUSTED).run("put", source, project + "/a/v1", "--probation").ok().errors())
        .isEqualToIgnoringNewLines(
            "Uploaded 2 files, 7 B; " + project
                + "/a/v1 needs approval by an owner: 'gypsum approve " + project + "/a/v1'.");
    assertThat(as(Users.UNTRUSTED).run("put", source, project + "/a/v2").ok().errors())
        .contains("needs approval");
    assertThat(as(Users.TRUSTED).run("put", source, project + "/a/v3", "-q").ok().errors())
        .isEmpty();
  }

  @Test
  void aCloneIsUploadedAsLinks() throws IOException {
    as(Users.TRUSTED).run("put", directory.toString(), project + "/a/v1").ok();
    Path clone = home.resolve("clone");

    as(null).run("clone", project + "/a", clone.toString(), "--json")
        .isJson(
            "{'project':'" + project + "','asset':'a','version':'v1','directory':'" + clone
                + "','downloaded':true}");
    assertThat(clone.resolve("sub/b.txt")).isSymbolicLink().hasContent("four");
    Files.delete(clone.resolve("a.txt"));
    Files.writeString(clone.resolve("a.txt"), "new");
    String report = put("v2", 1, 3, 1, 4);
    assertThat(
        as(Users.TRUSTED)
            .run("put", clone.toString(), project + "/a/v2", "--no-dedup", "--dry-run")
            .ok()
            .errors())
        .contains("Would upload 1 file, 3 B and link 1 file, 4 B.");
    as(Users.TRUSTED).run("put", clone.toString(), project + "/a/v2", "--no-dedup", "--json")
        .isJson(report);
    assertThat(as(null).run("ls", project + "/a/v2").output())
        .contains("-> " + project + "/a/v1/sub/b.txt");

    as(Users.TRUSTED)
        .run("put", clone.toString(), project + "/a/v3", "--links=never", "--no-dedup")
        .ok();
    assertThat(server.bucket().bytes(project + "/a/v3/a.txt")).asString().isEqualTo("new");
    as(Users.TRUSTED).run("put", clone.toString(), project + "/a/v4", "--links=some")
        .refused(2, "--links", "auto, always or never");
  }

  @Test
  void aCloneWithoutDownloadContainsLinksOnly() {
    as(Users.TRUSTED).run("put", directory.toString(), project + "/a/v1").ok();
    Path clone = home.resolve("clone");

    as(null).run("clone", project + "/a/v1", clone.toString(), "--no-download").ok();

    assertThat(clone.resolve("a.txt")).isSymbolicLink();
    assertThat(Files.exists(clone.resolve("a.txt"))).isFalse();
    as(null).run("clone", project + "/a:a.txt", clone.toString()).refused(2, "a.txt");
    as(null).run("clone", project + "/b", clone.toString())
        .refused(3, "asset '" + project + "/b' does not exist");
    as(null).run("clone", project, clone.toString()).refused(2, "PROJECT/ASSET");
  }

  @Test
  void getDownloadsAVersionIntoTheCache() {
    as(Users.TRUSTED).run("put", directory.toString(), project + "/a/v1").ok();
    CommandUser user = as(null);
    Path there = user.cache().resolve("bucket/" + project + "/a/v1");

    assertThat(user.run("get", project + "/a").lines()).containsExactly(there.toString());
    assertThat(there.resolve("a.txt")).hasContent("one");
    assertThat(there.resolve("sub/b.txt")).hasContent("four");
    assertThat(user.run("get", project + "/a/v1", "--offline").lines())
        .containsExactly(there.toString());
    user.run("get", project + "/a/v1", "--json")
        .isJson(
            "{'project':'" + project + "','asset':'a','version':'v1','path':null,'local':'" + there
                + "'}");
  }

  @Test
  void getDownloadsOneFile() {
    as(Users.TRUSTED).run("put", directory.toString(), project + "/a/v1").ok();
    CommandUser user = as(null);
    Path there = user.cache().resolve("bucket/" + project + "/a/v1/sub/b.txt");

    assertThat(user.run("get", project + "/a:sub/b.txt").lines())
        .containsExactly(there.toString());
    assertThat(there).hasContent("four");
    assertThat(there.getParent().resolveSibling("a.txt")).doesNotExist();
    user.run("get", project + "/a:sub/b.txt", "--json")
        .isJson(
            "{'project':'" + project
                + "','asset':'a','version':'v1','path':'sub/b.txt','local':'" + there + "'}");
  }

  @Test
  void getDownloadsAFolderOrTheFilesThatMatchPatterns() {
    as(Users.TRUSTED).run("put", directory.toString(), project + "/a/v1").ok();
    CommandUser user = as(null);
    Path there = user.cache().resolve("bucket/" + project + "/a/v1/sub");
    String to = home.resolve("to").toString();

    user.run("get", project + "/a/latest:sub/", "--json")
        .isJson(
            "{'project':'" + project + "','asset':'a','version':'v1','path':'sub/','local':'"
                + there + "'}");
    assertThat(there.resolve("b.txt")).hasContent("four");
    assertThat(there.resolveSibling("a.txt")).doesNotExist();
    assertThat(user.run("get", project + "/a:sub").lines()).containsExactly(there.toString());
    assertThat(user.run("get", project + "/a/v1/sub/b.txt").lines())
        .containsExactly(there.resolve("b.txt").toString());
    user.run("get", project + "/a", "--to", to, "--include", "*.txt", "--exclude=/sub/").ok();
    assertThat(home.resolve("to")).isDirectoryContaining("glob:**/a.txt")
        .isDirectoryNotContaining("glob:**/sub");

    user.run("get", project + "/a", "--include", "[x").refused(2, "--include: '[x'", ".gitignore");
    user.run("get", project + "/a:sub", "--include", "*").refused(2, "'/' after 'sub'");
    user.run("get", project + "/a:none/").refused(3, "folder 'none/'", "gypsum ls");
    user.run("get", project + "/a", "--include", "none")
        .refused(3, "no file of '" + project + "/a/v1' matches the patterns");
  }

  @Test
  void latestStandsForTheLatestVersion() {
    as(Users.TRUSTED).run("put", directory.toString(), project + "/a/v1").ok();
    CommandUser user = as(null);

    assertThat(user.run("ls", project + "/a/latest").output()).contains("a.txt");
    assertThat(user.run("show", project + "/a/latest").output())
        .contains(project + "/a/v1  (latest)");
    user.run("clone", project + "/a/latest", home.resolve("clone").toString()).ok();
    user.run("get", project + "/b/latest")
        .refused(3, "asset '" + project + "/b' does not exist");
    as(Users.TRUSTED).run("put", directory.toString(), project + "/a/latest")
        .refused(2, "'latest' stands for");
    as(Users.ADMIN).run("rm", project + "/a/latest", "--yes").refused(3, "does not exist");
  }

  @Test
  void getToADirectoryDoesNotUseTheCache() throws IOException {
    as(Users.TRUSTED).run("put", directory.toString(), project + "/a/v1").ok();
    Path all = home.resolve("all");
    Path one = home.resolve("one");

    assertThat(as(null).run("get", project + "/a/v1", "--to", all.toString()).lines())
        .containsExactly(all.toString());
    assertThat(all.resolve("sub/b.txt")).hasContent("four");
    assertThat(as(null).run("get", project + "/a:sub/b.txt", "--to", one.toString()).lines())
        .containsExactly(one.resolve("b.txt").toString());
    assertThat(home.resolve("cache/bucket/" + project + "/a/v1/a.txt")).doesNotExist();

    Files.writeString(all.resolve("a.txt"), "mine");
    as(null).run("get", project + "/a/v1", "--to", all.toString()).refused(1, "a.txt");
    assertThat(all.resolve("a.txt")).hasContent("mine");
  }

  @Test
  void getOfAMissingResourceHasExitCode3() {
    as(Users.TRUSTED).run("put", directory.toString(), project + "/a/v1").ok();

    as(null).run("get", project + "/b")
        .refused(3, "asset '" + project + "/b' does not exist", "gypsum ls");
    as(null).run("get", "nope/b").refused(3, "project 'nope' does not exist; 'gypsum ls' lists");
    as(null).run("get", project + "/a/v2")
        .refused(
            3,
            "gypsum: version '" + project + "/a/v2' does not exist; 'gypsum ls " + project
                + "/a' lists");
    as(null).run("get", project + "/a:c.txt").refused(3, "c.txt");
    as(null).run("get", project).refused(2, "PROJECT/ASSET[/VERSION][:PATH]");
    as(null).run("get", project + "/a:../x").refused(2, "'..'");
  }

  @Test
  void progressIsShownInATerminal() {
    String[] line = {"put", directory.toString(), project + "/a/v1"};

    assertThat(as(Users.TRUSTED).runInteractively("", line).ok().errors())
        .contains("\r", "% ", " 0/2 ")
        .endsWith("\rUploaded 2 files, 7 B; " + project + "/a/v1 is published.\n");
  }

  @Test
  void putRefusesInvalidUploads() throws IOException {
    String source = directory.toString();
    String version = project + "/a/v1";

    as(Users.STRANGER).run("put", source, version).refused(4, "403");
    as(null).run("put", source, version).refused(4, "token");
    as(Users.TRUSTED).run("put", source, project + "/a").refused(2, "PROJECT/ASSET/VERSION");
    as(Users.TRUSTED).run("put", source).refused(2, "PROJECT/ASSET/VERSION");
    as(Users.TRUSTED).run("put", home.resolve("none").toString(), version).refused(3, "none");
    Files.writeString(directory.resolve("..secret"), "x");
    as(Users.TRUSTED).run("put", source, version).refused(1, "..secret");
    assertThat(server.bucket().has(project + "/..LOCK")).isFalse();
  }
}
