package io.gypsum.e2e.file;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

import io.gypsum.e2e.harness.Json;
import io.gypsum.e2e.harness.SharedServer;
import io.gypsum.e2e.harness.TestHttpClient;
import io.gypsum.e2e.harness.TestResponse;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.Users;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(SharedServer.class)
class FileTest {
  private static final String IMMUTABLE = "immutable";

  private final TestServer server;
  private final String project;

  FileTest(TestServer server) {
    this.server = server;
    this.project = server.newProject();
  }

  private TestResponse get(String key, String... headers) {
    return server.anonymous().get(TestHttpClient.path("file", project + "/" + key), headers);
  }

  private TestResponse head(String key, String... headers) {
    return server.anonymous().head(TestHttpClient.path("file", project + "/" + key), headers);
  }

  @Test
  void aFileHasItsContentAndItsHeaders() {
    server.publish(project, "a", "v1", "content");

    TestResponse response = get("a/v1/a.txt").ok();

    assertThat(response.text()).isEqualTo("content");
    assertThat(response.header("Content-Length")).isEqualTo("7");
    assertThat(response.header("Content-Type")).startsWith("text/plain");
    assertThat(response.header("Content-Disposition")).isEqualTo("inline; filename=\"a.txt\"");
    assertThat(response.header("ETag")).matches("\"[^\"]+\"");
    assertThat(response.header("Last-Modified"))
        .matches("\\w{3}, \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT");
    assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo("*");
  }

  @Test
  void anEmptyFileIsServed() {
    server.publish(project, "a", "v1", "");

    TestResponse response = get("a/v1/a.txt", "Range", "bytes=-5").has(200);

    assertThat(response.body()).isEmpty();
    assertThat(response.header("Content-Length")).isEqualTo("0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"..permissions", "..quota", "..usage", "a/..latest", "a/v2/..summary",
      "a/v2/..manifest", "a/v2/..links"})
  void documentsAreServedAsJson(String key) {
    server.publish(project, "a", "v1", "x");
    server.upload(project, "a", "v2").dedup("l", "x").publish();

    TestResponse response = get(key).ok();

    assertThat(response.header("Content-Type")).isEqualTo("application/json");
    assertThat(response.json()).isEqualTo(server.bucket().json(project + "/" + key));
  }

  @Test
  void changeLogEntriesAreServed() {
    server.publish(project, "a", "v1", "x");
    String log = "..logs/" + server.bucket().logNames().getLast();

    TestResponse response = server.anonymous().get(TestHttpClient.path("file", log)).ok();

    assertThat(Json.object(response.json())).containsEntry("project", project);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/v2/linked", "a/v1/none", "a/v1", "a", "", "none/..permissions",
      "a/v1/a.txt/more", "..LOCK"})
  void aMissingObjectIs404(String key) {
    server.publish(project, "a", "v1", "x");
    server.upload(project, "a", "v2").link("linked", project, "a", "v1", "a.txt").publish();
    String path = key.isEmpty() ? project : project + "/" + key;

    server.anonymous().get(TestHttpClient.path("file", path)).refused(404);
    assertThat(server.anonymous().head(TestHttpClient.path("file", path)).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "../..", "a/../../x", ".", "/etc/passwd", "a//b", "a/", "a\\b",
      "\u0000", "a/./b"})
  void anInvalidKeyIs400(String key) {
    server.anonymous().get(TestHttpClient.path("file", key)).refused(400);
  }

  @Test
  void filesBeingWrittenAreNotVisible() {
    server.anonymous().get(TestHttpClient.path("file", "..tmp/locks")).refused(404);
    assertThat(server.anonymous().get("/list?recursive=true&prefix=..tmp").text()).isEqualTo("[]");
  }

  @ParameterizedTest
  @CsvSource({"x.txt, text/plain; charset=utf-8", "x.csv, text/csv; charset=utf-8",
      "x.JSON, application/json", "x.html, text/html; charset=utf-8", "x.png, image/png",
      "x.tar.gz, application/gzip", "x.h5, application/x-hdf5", "x, application/octet-stream",
      "x.unknown, application/octet-stream", "x.json/y, application/octet-stream",
      ".txt, text/plain; charset=utf-8"})
  void theContentTypeDependsOnTheName(String name, String type) {
    server.upload(project, "a", "v1").file(name, "x").publish();

    assertThat(get("a/v1/" + name).ok().header("Content-Type")).isEqualTo(type);
  }

  @Test
  void uploadedFilesCannotRunScripts() {
    server.upload(project, "a", "v1").file("x.html", "<script>").publish();

    assertThat(get("a/v1/x.html").ok().header("Content-Security-Policy")).contains("sandbox");
    assertThat(get("a/v1/x.html").ok().header("X-Content-Type-Options")).isEqualTo("nosniff");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 10, 100_000})
  void headIsGetWithoutTheBody(int size) {
    server.publish(project, "a", "v1", "x".repeat(size));

    TestResponse get = get("a/v1/a.txt").ok();
    TestResponse head = head("a/v1/a.txt").ok();

    assertThat(head.body()).isEmpty();
    assertThat(stable(head)).isEqualTo(stable(get));
    assertThat(head.header("Content-Length")).isEqualTo(Integer.toString(size));
  }

  private static Map<String, ?> stable(TestResponse response) {
    Map<String, Object> headers = new TreeMap<>(response.headers());
    headers.remove("date");
    return headers;
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.txt", "..summary", "..manifest"})
  void filesOfPublishedVersionsAreCacheableForever(String file) {
    server.publish(project, "a", "v1", "x");

    assertThat(get("a/v1/" + file).ok().header("Cache-Control")).contains(IMMUTABLE, "public");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.txt", "..summary", "..manifest"})
  void filesOfVersionsOnProbationAreNotCacheableForever(String file) {
    server.upload(project, "a", "v1").file("a.txt", "x").onProbation().publish();
    assertThat(get("a/v1/" + file).ok().header("Cache-Control")).isEqualTo("no-cache");

    server.as(Users.OWNER)
        .post(TestHttpClient.path("probation", "approve", project, "a", "v1"))
        .ok();
    assertThat(get("a/v1/" + file).ok().header("Cache-Control")).contains(IMMUTABLE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"..summary", "..manifest"})
  void documentsOfUnfinishedVersionsAreNotCacheableForever(String file) {
    server.upload(project, "a", "v1").file("a.txt", "x").start().send("a.txt");

    assertThat(get("a/v1/" + file).ok().header("Cache-Control")).isEqualTo("no-cache");
  }

  @Test
  void filesOfUnfinishedVersionsDoNotExist() {
    server.upload(project, "a", "v1").file("a.txt", "x").start().send("a.txt");

    get("a/v1/a.txt").refused(404);
  }

  @Test
  void aFileThatTheManifestDoesNotNameIsNotCacheableForever() {
    server.publish(project, "a", "v1", "x");
    server.bucket().write(project + "/a/v1/stray.txt", "x");

    assertThat(get("a/v1/stray.txt").ok().header("Cache-Control")).isEqualTo("no-cache");
    assertThat(get("a/v1/a.txt").ok().header("Cache-Control")).contains(IMMUTABLE);
  }

  @Test
  void filesOfARecreatedVersionAreNotCacheableForever() {
    server.publish(project, "a", "v1", "x");
    assertThat(get("a/v1/a.txt").ok().header("Cache-Control")).contains(IMMUTABLE);
    server.as(Users.ADMIN).delete(TestHttpClient.path("remove", project, "a", "v1")).ok();

    server.upload(project, "a", "v1").file("a.txt", "y").start().send("a.txt");

    assertThat(get("a/v1/..summary").ok().header("Cache-Control")).isEqualTo("no-cache");
    get("a/v1/a.txt").refused(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"..permissions", "..quota", "..usage", "a/..latest"})
  void documentsOfProjectsAndAssetsAreNotCacheableForever(String key) {
    server.publish(project, "a", "v1", "x");

    assertThat(get(key).ok().header("Cache-Control")).isEqualTo("no-cache");
  }

  @Test
  void a404IsNotCacheable() {
    server.publish(project, "a", "v1", "x");

    assertThat(get("a/v1/none").refused(404).header("Cache-Control"))
        .satisfiesAnyOf(
            control -> assertThat(control).isNull(),
            control -> assertThat(control).doesNotContain(IMMUTABLE, "max-age"));
  }

  @Test
  void theEntityTagOfADocumentChangesWithIt() {
    String before = get("..permissions").ok().header("ETag");

    server.as(Users.OWNER)
        .put(TestHttpClient.path("permissions", project), Json.of("{'owners':['olga']}"))
        .ok();
    String same = get("..permissions").ok().header("ETag");
    server.as(Users.OWNER)
        .put(TestHttpClient.path("permissions", project), Json.of("{'uploaders':[]}"))
        .ok();

    assertThat(same).isEqualTo(before);
    assertThat(get("..permissions", "If-None-Match", before).ok().header("ETag"))
        .isNotEqualTo(before);
  }

  @Test
  void filesKeepArbitraryBytes() {
    byte[] all = new byte[70_000];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) (i * 31);
    }
    server.upload(project, "a", "v1").file("bytes.bin", all).publish();

    assertThat(get("a/v1/bytes.bin").ok().body()).isEqualTo(all);
    assertThat(get("a/v1/bytes.bin", "Accept-Encoding", "gzip").ok().body()).isEqualTo(all);
  }

  @Test
  void noTokenIsRequiredAndInvalidOnesAreIgnored() {
    server.publish(project, "a", "v1", "x");

    TestResponse response =
        server.anonymous()
            .as("wrong")
            .get(TestHttpClient.path("file", project + "/a/v1/a.txt"))
            .ok();

    assertThat(response.body()).isEqualTo("x".getBytes(StandardCharsets.UTF_8));
  }
}
