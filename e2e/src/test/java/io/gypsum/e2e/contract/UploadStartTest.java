package io.gypsum.e2e.contract;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import io.gypsum.e2e.harness.Json;
import io.gypsum.e2e.harness.SharedServer;
import io.gypsum.e2e.harness.TestHttpClient;
import io.gypsum.e2e.harness.TestResponse;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.TestStore;
import io.gypsum.e2e.harness.TestUpload.Session;
import io.gypsum.e2e.harness.Users;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(SharedServer.class)
class UploadStartTest {
  private static final String MD5 = "0123456789abcdef0123456789ABCDEF";

  private final TestServer server;
  private final String project;
  private final Map<String, String> before;

  UploadStartTest(TestServer server) {
    this.server = server;
    this.project = server.newProject();
    this.before = server.bucket().fingerprint(project + "/");
  }

  private TestResponse start(Users user, String version, String body) {
    return server.as(user)
        .send(
            "POST", "/upload/start/" + project + "/a/" + version,
            body.replace('\'', '"').replace("MD5", MD5));
  }

  private void assertNothingChanged() {
    assertThat(server.bucket().fingerprint(project + "/")).isEqualTo(before);
  }

  @Test
  void presignedUrlsAreIncludedOnRequest() {
    String body =
        "{'presign':true,'files':[{'type':'simple','path':'a','size':1,'md5sum':"
            + "'c4ca4238a0b923820dcc509a6f75849b'}]}";
    Map<String, Object> response = Json.object(start(Users.TRUSTED, "v1", body).ok().json());
    Map<String, Object> file = Json.object(Json.list(response.get("file_urls")).getFirst());
    assertThat(file).containsOnlyKeys("path", "url", "method", "put");
    Map<String, Object> put = Json.object(file.get("put"));

    String address = (String) put.get("url");
    String md5 = (String) put.get("md5sum_base64");
    server.anonymous().send("PUT", address, "2", "Content-MD5", md5).refused(400);
    server.anonymous().send("PUT", address, "1").refused(403);
    server.anonymous().send("PUT", address, "1", "Content-MD5", md5).ok();
    TestHttpClient session = server.process().http().as((String) response.get("session_token"));
    session.post("/upload/complete/" + project + "/a/v1").ok();
    assertThat(server.bucket().bytes(project + "/a/v1/a")).asString().isEqualTo("1");
    server.anonymous().send("PUT", address, "1", "Content-MD5", md5).refused(403);
  }

  @Test
  void theResponseContainsTheFilesToSendAndTheNextUrls() {
    server.publish(project, "a", "v0", "old");

    Session session = server.upload(project, "a", "v1")
        .file("x/new.txt", "new")
        .dedup("b", "old")
        .dedup("c", "other")
        .link("d", project, "a", "v0", "a.txt")
        .start();

    assertThat(session.response())
        .containsOnlyKeys("file_urls", "complete_url", "abort_url", "session_token");
    assertThat(Json.list(session.response().get("file_urls"))).hasSize(2)
        .allSatisfy(
            file -> assertThat(Json.object(file)).containsOnlyKeys("path", "url", "method")
                .containsEntry("method", "presigned"));
    assertThat(session.fileUrls()).containsOnlyKeys("x/new.txt", "c")
        .allSatisfy(
            (path, url) -> assertThat(url).matches("/upload/presigned-file/[^/?#]+"));
    assertThat(session.completeUrl()).isEqualTo("/upload/complete/" + project + "/a/v1");
    assertThat(session.abortUrl()).isEqualTo("/upload/abort/" + project + "/a/v1");
    assertThat(session.token())
        .matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  }

  @Test
  void aRunningUploadLocksTheProjectAndHasAnUnfinishedVersion() throws Exception {
    Session session = server.upload(project, "a", "v1").file("x", "x").start();

    Map<String, Object> lock = server.bucket().object(project + "/..LOCK");
    byte[] hash =
        MessageDigest.getInstance("SHA-256")
            .digest(session.token().getBytes(StandardCharsets.UTF_8));
    assertThat(lock).containsEntry("session_hash", Base64.getEncoder().encodeToString(hash))
        .containsEntry("asset", "a")
        .containsEntry("version", "v1");
    Map<String, Object> summary = server.bucket().object(project + "/a/v1/..summary");
    assertThat(summary).containsOnlyKeys("upload_user_id", "upload_start", "on_probation")
        .containsEntry("upload_user_id", "tina")
        .containsEntry("on_probation", false);
    assertThat((String) summary.get("upload_start"))
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    assertThat(server.bucket().has(project + "/a/..latest")).isFalse();
  }

  @Test
  void namesAreEncodedInTheUrlsOfTheResponse() {
    Session session =
        server.upload(project, "a b+c", "v%ä")
            .file("sp ace/+ü%2F.txt", "x")
            .start();

    assertThat(session.completeUrl())
        .isEqualTo("/upload/complete/" + project + "/a%20b%2Bc/v%25%C3%A4");
    session.sendAll().complete().empty();
    assertThat(server.bucket().has(project + "/a b+c/v%ä/sp ace/+ü%2F.txt")).isTrue();
  }

  @Test
  void sizesInAnyNotationAndMd5InEitherCaseAreAccepted() {
    start(
        Users.TRUSTED, "v1",
        "{'files':[{'type':'simple','path':'p','size':1.2e1,'md5sum':'MD5','more':{}}],'x':1}")
        .ok();

    assertThat(server.bucket().object(project + "/a/v1/..manifest")).containsEntry(
        "p", Json.object("size", 12L, "md5sum", MD5.toLowerCase(java.util.Locale.ROOT)));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
      "                                   | JSON",
      "[]                                 | object",
      "{'on_probation':false}             | files",
      "{'files':{}}                       | files",
      "{'files':null}                     | files",
      "{'files':[],'on_probation':'no'}   | on_probation",
      "{'files':[],'on_probation':0}      | on_probation",
      "{'files':[],'on_probation':null}   | on_probation",
      "{'files':[],'parts':null}          | parts",
      "{'files':[],'presign':null}        | presign",
      "{'files':[]}}                      | JSON"})
  void aBodyOfTheWrongShapeIs400(String body, String named) {
    start(Users.TRUSTED, "v1", body == null ? "" : body).refused(400, named);

    assertNothingChanged();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
      "5                                                              | object",
      "{}                                                             | type",
      "{'type':'hard','path':'p','size':1,'md5sum':'MD5'}             | type",
      "{'path':'p','size':1,'md5sum':'MD5'}                           | type",
      "{'type':'simple','size':1,'md5sum':'MD5'}                      | path",
      "{'type':'simple','path':7,'size':1,'md5sum':'MD5'}             | path",
      "{'type':'simple','path':'p','md5sum':'MD5'}                    | size",
      "{'type':'simple','path':'p','size':-1,'md5sum':'MD5'}          | size",
      "{'type':'simple','path':'p','size':1.5,'md5sum':'MD5'}         | size",
      "{'type':'simple','path':'p','size':'1','md5sum':'MD5'}         | size",
      "{'type':'simple','path':'p','size':1}                          | md5sum",
      "{'type':'simple','path':'p','size':1,'md5sum':'12'}            | md5sum",
      "{'type':'dedup','path':'p','size':1,'md5sum':'MD5x'}           | md5sum",
      "{'type':'dedup','path':'p','size':1,'md5sum':null}             | md5sum",
      "{'type':null,'path':'p','size':1,'md5sum':'MD5'}               | type",
      "{'type':'simple','path':null,'size':1,'md5sum':'MD5'}          | path",
      "{'type':'simple','path':'p','size':null,'md5sum':'MD5'}        | size",
      "{'type':'simple','path':'p','size':1,'md5sum':'MD5','link':null} | link",
      "{'type':'link','path':'p','link':{'project':'a','asset':'b','version':null,'path':'x'}} | version",
      "{'type':'link','path':'p'}                                     | link",
      "{'type':'link','path':'p','link':'a/b'}                        | link",
      "{'type':'link','path':'p','link':{'project':'a','asset':'b','version':'c'}} | path"})
  void aFileOfTheWrongShapeIs400NamingTheProperty(String file, String named) {
    start(Users.TRUSTED, "v1", "{'files':[" + file + "]}").refused(400, named);

    assertNothingChanged();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/a", "a/", "a//b", "a\\\\b", "..a", "x/..a", "a/../b", "..", ".",
      "a/./b", "\\u0000", "a\\nb", "a\\u007f"})
  void aPathThatUsersMayNotWriteIs400(String path) {
    start(
        Users.TRUSTED, "v1",
        "{'files':[{'type':'simple','path':'" + path + "','size':1,'md5sum':'MD5'}]}")
        .refused(400);

    assertNothingChanged();
  }

  @Test
  void aPathThatIsTooLongForTheStoreIs400() {
    int length = TestStore.isS3() ? 1022 - (project + "/a/v1/").length() : 256;
    server.upload(project, "a", "v1")
        .file("x".repeat(length), "x")
        .tryStart()
        .refused(400, TestStore.limit());
    server.upload(project, "a", "v1")
        .file("yyyyyyyyy/".repeat(110) + "x", "x")
        .tryStart()
        .refused(400, "1024");

    assertNothingChanged();
  }

  @Test
  void aRepeatedPathIs400() {
    server.upload(project, "a", "v1")
        .file("p", "1")
        .declare(
            Json.of("{'type':'dedup','path':'p','size':1,'md5sum':'" + MD5 + "'}"))
        .tryStart()
        .refused(400, "p");

    assertNothingChanged();
  }

  @Test
  void aPathThatIsAlsoADirectoryIs400OnADisk() {
    server.upload(project, "a", "v1").file("p/q", "1").file("p", "1").tryStart().refused(400, "p");

    assertNothingChanged();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/..p/a/v", "/P/..a/v", "/P/a/..v", "/P/a%2Fb/v", "/P/a/v%5C", "/P/a/.",
      "/P/%00/v"})
  void aBadNameIs400EvenWithoutAToken(String path) {
    server.anonymous()
        .send("POST", "/upload/start" + path.replace("P", project), "{\"files\":[]}")
        .refused(400);
  }

  @Test
  void aBodyOfMoreThan64KibIsReadOnlyWithAValidToken() {
    String path = "/upload/start/" + project + "/a/v";
    String small = "x".repeat(64 * 1024);
    server.anonymous().send("POST", path, small).refused(400, "JSON");
    server.anonymous().send("POST", path, small + "x").refused(401);
    server.anonymous().as("unknown").send("POST", path, small + "x").refused(401);
    server.as(Users.TRUSTED).send("POST", path, small + "x").refused(400, "JSON");
  }

  @Test
  void theChecksAreInTheSpecifiedOrder() {
    String wrongFile = "{'files':[{'type':'simple','path':'/','size':1,'md5sum':'MD5'}]}";
    server.publish(project, "a", "v0", "x");
    server.anonymous()
        .send("POST", "/upload/start/" + project + "/a/..v", "bad")
        .refused(400, "..v");
    server.anonymous()
        .send("POST", "/upload/start/" + project + "/a/v", "bad")
        .refused(400, "JSON");
    server.anonymous()
        .send("POST", "/upload/start/" + project + "/a/v", "{\"files\":[],\"on_probation\":3}")
        .refused(400, "on_probation");
    server.anonymous()
        .send("POST", "/upload/start/" + project + "/a/v", "{\"files\":[1]}")
        .refused(401);
    start(Users.STRANGER, "v0", wrongFile).refused(403, "sven");
    Session other = server.upload(project, "b", "v1").start();
    start(Users.STRANGER, "v0", wrongFile).refused(403, "sven");
    start(Users.TRUSTED, "v0", wrongFile).refused(403, "locked");
    other.abort().empty();
    start(Users.TRUSTED, "v0", wrongFile).refused(400, "v0", "exists");
    start(
        Users.TRUSTED, "v1",
        "{'files':[{'type':'link','path':'l','link':"
            + "{'project':'no','asset':'a','version':'v','path':'x'}},"
            + "{'type':'simple','path':'/','size':1,'md5sum':'MD5'}]}")
        .refused(400, "path '/'");
    server.as(Users.ADMIN)
        .put(TestHttpClient.path("quota", project), Json.of("{'baseline':0,'year':9999}"))
        .ok();
    server.upload(project, "a", "v1")
        .file("big", "big")
        .link("l", "no", "a", "v", "x")
        .tryStart()
        .refused(400, "link");
    server.upload(project, "a", "v1").file("big", "big").tryStart().refused(400, "exceeded");
  }

  @Test
  void aMissingProjectIs404() {
    server.as(Users.ADMIN).send("POST", "/upload/start/none/a/v", "{\"files\":[]}").refused(404);
    assertThat(server.bucket().has("none")).isFalse();
  }

  @Test
  void aVersionMayHaveNoFiles() {
    server.upload(project, "a", "v1").publish();

    assertThat(server.bucket().json(project + "/a/v1/..manifest")).isEqualTo(Map.of());
    assertThat(server.bucket().json(project + "/a/..latest"))
        .isEqualTo(Json.of("{'version':'v1'}"));
  }

  @Test
  void anAbortedVersionMayBeStartedAgain() {
    server.upload(project, "a", "v1").file("x", "1").start().send("x").abort().empty();
    assertNothingChanged();

    server.upload(project, "a", "v1").file("x", "2").publish();

    assertThat(server.bucket().keys(project + "/a/")).isEqualTo(
        List.of(
            project + "/a/..latest", project + "/a/v1/..manifest", project + "/a/v1/..summary",
            project + "/a/v1/x"));
  }
}
