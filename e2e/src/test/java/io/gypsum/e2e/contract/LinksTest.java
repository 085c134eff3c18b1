package io.gypsum.e2e.contract;

import java.util.Map;

import io.gypsum.e2e.harness.Json;
import io.gypsum.e2e.harness.SharedServer;
import io.gypsum.e2e.harness.TestHttpClient;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.TestUpload;
import io.gypsum.e2e.harness.Users;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Links that an upload declares, and links that the server finds by deduplication. */
@ExtendWith(SharedServer.class)
class LinksTest {
  private static final String ONE = "'size':3,'md5sum':'f97c5d29941bfb1b2fdab0874906ab82'";
  private static final String TWO = "'size':3,'md5sum':'b8a9f715dbb64fd5c56e7783c6820a61'";

  private final TestServer server;
  private final String project;

  LinksTest(TestServer server) {
    this.server = server;
    this.project = server.newProject();
  }

  private TestUpload upload(String asset, String version) {
    return server.upload(project, asset, version);
  }

  private void assertManifest(String version, String expected) {
    assertThat(server.bucket().json(project + "/" + version + "/..manifest"))
        .isEqualTo(Json.of(expected.replace("ONE", ONE).replace("TWO", TWO)));
  }

  private String link(String version, String path, String ancestor) {
    String address = address(version, path);
    return "'link':{" + address + (ancestor == null ? "" : ",'ancestor':{" + ancestor + "}") + "}";
  }

  private String address(String version, String path) {
    String[] names = version.split("/");
    return "'project':'" + project + "','asset':'" + names[0] + "','version':'" + names[1]
        + "','path':'" + path + "'";
  }

  @Test
  void filesOfTheLatestVersionAreLinkedAndOthersAreSent() {
    upload("a", "v1").file("same", "one").file("other", "two").publish();

    upload("a", "v2").dedup("same", "one").dedup("moved", "two").dedup("new", "three").publish();

    assertManifest(
        "a/v2",
        "{'same':{ONE," + link("a/v1", "same", null) + "},'moved':{TWO,"
            + link("a/v1", "other", null)
            + "},'new':{'size':5,'md5sum':'35d6d33467aae9a2e3dccb4b6b027878'}}");
    assertThat(server.bucket().keys(project + "/a/v2/")).containsExactly(
        project + "/a/v2/..links", project + "/a/v2/..manifest", project + "/a/v2/..summary",
        project + "/a/v2/new");
    assertThat(server.bucket().json(project + "/..usage")).isEqualTo(Json.of("{'total':11}"));
  }

  @Test
  void aChainOfLinksKeepsTheRealFileAsAncestor() {
    upload("a", "v1").file("x", "one").publish();
    upload("a", "v2").dedup("y", "one").publish();
    upload("a", "v3").dedup("y", "one").publish();
    upload("a", "v4").link("z", project, "a", "v3", "y").publish();

    assertManifest("a/v2", "{'y':{ONE," + link("a/v1", "x", null) + "}}");
    assertManifest("a/v3", "{'y':{ONE," + link("a/v2", "y", address("a/v1", "x")) + "}}");
    assertManifest("a/v4", "{'z':{ONE," + link("a/v3", "y", address("a/v1", "x")) + "}}");
  }

  @Test
  void dedupUsesTheLatestVersionOnlyAndSimpleNone() {
    upload("a", "v1").file("x", "one").publish();
    upload("a", "v2").file("x", "two").publish();
    upload("a", "v3").file("t", "one").onProbation().publish();

    upload("a", "v4").dedup("x", "one").file("y", "two").publish();
    upload("b", "v1").dedup("x", "one").publish();

    assertManifest("a/v4", "{'x':{ONE},'y':{TWO}}");
    assertManifest("b/v1", "{'x':{ONE}}");
  }

  @Test
  void aLinkMayLeadToAnotherProject() {
    upload("a", "v1").file("dir/x", "one").publish();
    String other = server.newProject();

    server.upload(other, "b", "w").link("here/y", project, "a", "v1", "dir/x").publish();

    assertThat(server.bucket().json(other + "/b/w/..manifest")).isEqualTo(
        Json.of(("{'here/y':{ONE," + link("a/v1", "dir/x", null) + "}}").replace("ONE", ONE)));
    assertThat(server.bucket().json(other + "/..usage")).isEqualTo(Json.of("{'total':0}"));
  }

  @Test
  void everyDirectoryWithLinksHasALinksDocument() {
    upload("a", "v1").file("x", "one").publish();

    upload("a", "v2").file("real/f", "f")
        .link("top", project, "a", "v1", "x")
        .link("d/one", project, "a", "v1", "x")
        .link("d/e/deep", project, "a", "v1", "x")
        .link("real/g", project, "a", "v1", "x")
        .link("d/two", project, "a", "v1", "x")
        .publish();

    String target = "{" + address("a/v1", "x") + "}";
    Map<String, String> documents = server.bucket().contents(project + "/a/v2/");
    assertThat(documents.keySet()).containsExactly(
        project + "/a/v2/..links", project + "/a/v2/..manifest", project + "/a/v2/..summary",
        project + "/a/v2/d/..links", project + "/a/v2/d/e/..links", project + "/a/v2/real/..links",
        project + "/a/v2/real/f");
    assertThat(server.bucket().json(project + "/a/v2/..links"))
        .isEqualTo(Json.of("{'top':" + target + "}"));
    assertThat(server.bucket().json(project + "/a/v2/d/..links"))
        .isEqualTo(Json.of("{'one':" + target + ",'two':" + target + "}"));
    assertThat(server.bucket().json(project + "/a/v2/d/e/..links"))
        .isEqualTo(Json.of("{'deep':" + target + "}"));
    assertThat(server.bucket().json(project + "/a/v2/real/..links"))
        .isEqualTo(Json.of("{'g':" + target + "}"));
  }

  @Test
  void aLinkToALinkNamesItsAncestorInTheLinksDocumentToo() {
    upload("a", "v1").file("x", "one").publish();
    upload("a", "v2").link("y", project, "a", "v1", "x").publish();

    upload("a", "v3").link("z", project, "a", "v2", "y").publish();

    assertThat(server.bucket().json(project + "/a/v3/..links")).isEqualTo(
        Json.of(
            "{'z':{" + address("a/v2", "y") + ",'ancestor':{" + address("a/v1", "x") + "}}}"));
  }

  @ParameterizedTest
  @CsvSource({"no, a, v1, x", "P, no, v1, x", "P, a, no, x", "P, a, v1, no", "P, a, v1, x/",
      "P, a, v1, ..manifest", "P, ..a, v1, x", "P, a, v9, x", "P, a, v1, dir", "P, a, P/v1, x"})
  void aLinkToAMissingFileIs400(String toProject, String asset, String version, String path) {
    upload("a", "v1").file("x", "one").file("dir/y", "y").publish();

    upload("a", "v9").link("l", toProject.replace("P", project), asset, version, path)
        .tryStart()
        .refused(400);

    assertThat(server.bucket().keys(project + "/a/v9/")).isEmpty();
    assertThat(server.bucket().has(project + "/..LOCK")).isFalse();
  }

  @Test
  void aLinkToAVersionOnProbationIs400() {
    upload("a", "v1").file("x", "one").onProbation().publish();

    upload("a", "v2").link("l", project, "a", "v1", "x").tryStart().refused(400, "probation");
  }

  @Test
  void aLinkToAnUnfinishedVersionIs400() {
    upload("a", "v1").file("x", "one").start().send("x");
    String other = server.newProject();

    server.upload(other, "a", "v1")
        .link("l", project, "a", "v1", "x")
        .tryStart()
        .refused(400, "not finished");
  }

  @Test
  void anUploadOnProbationMayContainLinks() {
    upload("a", "v1").file("x", "one").publish();

    new TestUpload(server.as(Users.UNTRUSTED), project, "a", "v2").dedup("x", "one").publish();

    assertManifest("a/v2", "{'x':{ONE," + link("a/v1", "x", null) + "}}");
    assertThat(server.bucket().has(project + "/a/v2/..links")).isTrue();
  }

  @Test
  void aFileWhoseOnlyCopyWasRemovedIsSentAgain() {
    server.publish(project, "a", "v1", "content");
    server.upload(project, "a", "v2").dedup("a.txt", "content").publish();
    server.as(Users.ADMIN).delete(TestHttpClient.path("remove", project, "a", "v1")).ok();

    server.upload(project, "a", "v3").dedup("a.txt", "content").publish();

    assertThat(
        server.anonymous().get(TestHttpClient.path("file", project + "/a/v3/a.txt")).ok().text())
        .isEqualTo("content");
  }
}
