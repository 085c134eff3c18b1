package io.gypsum.e2e.metadata;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;

import io.gypsum.e2e.harness.Eventually;
import io.gypsum.e2e.harness.Json;
import io.gypsum.e2e.harness.TestHttpClient;
import io.gypsum.e2e.harness.TestResponse;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.TestStore;
import io.gypsum.e2e.harness.Users;
import io.gypsum.metadata.index.IndexDump;
import io.gypsum.metadata.index.SmallRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ServedIndexTest {
  private static final String INDEX = "/index/bioconductor.sqlite3";

  @TempDir static Path temp;
  private static TestServer server;
  private static TestHttpClient http;

  @BeforeAll
  static void start() throws IOException {
    Path registry = temp.resolve("registry");
    SmallRegistry.unpack(registry);
    Path data = Users.newData(Files.createDirectory(temp.resolve("first")));
    TestStore.fill(data, registry);
    server = start(data);
    http = server.anonymous();
  }

  private static TestServer start(Path data) {
    TestServer started =
        TestServer.start(data, "--index", "_bioconductor.json", "--index-interval", "PT1S");
    Eventually.await("the index", () -> started.anonymous().head(INDEX).status() == 200);
    return started;
  }

  @AfterAll
  static void stop() {
    server.process().stop();
    server.close();
  }

  @Test
  void theIndexIsPublished() throws IOException {
    TestResponse response = http.get(INDEX).ok();
    assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo("*");
    Path file = Files.write(temp.resolve("downloaded"), response.body());
    assertThat(IndexDump.of(file)).containsAll(SmallRegistry.expectedIndex());
    assertThat(http.get("/index/modified").ok().text()).matches("\\d{13}");
  }

  @Test
  void theIndexIsCompressedIfTheClientAcceptsIt() throws IOException {
    TestResponse plain = http.get(INDEX).ok();
    TestResponse compressed = http.get(INDEX, "Accept-Encoding", "br, gzip;q=0.5").ok();
    assertThat(plain.header("Content-Encoding")).isNull();
    assertThat(compressed.header("Content-Encoding")).isEqualTo("gzip");
    assertThat(plain.header("Vary")).isEqualTo("Accept-Encoding");
    assertThat(compressed.header("Vary")).isEqualTo("Accept-Encoding");
    assertThat(compressed.header("ETag")).isNotEqualTo(plain.header("ETag"));
    assertThat(compressed.body()).hasSizeLessThan(plain.body().length / 2);
    byte[] unpacked =
        new GZIPInputStream(new ByteArrayInputStream(compressed.body())).readAllBytes();
    assertThat(unpacked).isEqualTo(plain.body());
    assertThat(http.get(INDEX, "Accept-Encoding", "gzip;q=0").ok().header("Content-Encoding"))
        .isNull();
  }

  @Test
  void theIndexHasValidatorsAndRanges() {
    TestResponse plain = http.get(INDEX).ok();
    String tag = plain.header("ETag");
    http.get(INDEX, "If-None-Match", tag).has(304);
    String compressed = http.get(INDEX, "Accept-Encoding", "gzip").ok().header("ETag");
    http.get(INDEX, "Accept-Encoding", "gzip", "If-None-Match", compressed).has(304);
    http.get(INDEX, "Accept-Encoding", "gzip", "If-None-Match", tag).ok();
    TestResponse part =
        http.get(INDEX, "Range", "bytes=0-15", "If-Range", tag, "Accept-Encoding", "gzip");
    assertThat(part.has(206).text()).isEqualTo("SQLite format 3\0");
    assertThat(part.header("Content-Encoding")).isNull();
    assertThat(http.head(INDEX).ok().header("Content-Length"))
        .isEqualTo(Integer.toString(plain.body().length));
  }

  @ParameterizedTest
  @CsvSource({"/index/other.sqlite3", "/index/..LOCK", "/index/..new-x", "/index/a%2Fb"})
  void otherFilesAreNotPublished(String path) {
    http.get(path).refused(404);
  }

  @Test
  void anInvalidNameIsRefused() {
    http.get("/index/..").refused(400);
    http.get("/index/..%2F..%2Faccounts.json").refused(400);
  }

  @Test
  void searchReturnsHitsOfTheIndex() {
    Map<String, Object> page = Json.object(http.get("/search?q=na%C3%AFve+AND+cafe").ok().json());
    assertThat(page).containsOnlyKeys("hits");
    assertThat(Json.list(page.get("hits")))
        .singleElement()
        .satisfies(
            hit -> assertThat(Json.object(hit))
                .containsOnlyKeys(
                    "project", "asset", "version", "path", "user", "time", "latest")
                .containsEntry("path", "café/_bioconductor.json")
                .containsEntry("latest", true));
  }

  @Test
  void searchResultsArePaged() {
    Set<Object> all = new HashSet<>(hits("/search?q=brain&latest=false&limit=1000"));
    assertThat(all).hasSizeGreaterThanOrEqualTo(9);
    Set<Object> paged = new HashSet<>();
    String next = "";
    while (next != null) {
      Map<String, Object> page =
          Json.object(
              http.get("/search?q=brain&latest=false&limit=2" + next).ok().json());
      List<Object> hits = Json.list(page.get("hits"));
      assertThat(hits).hasSizeBetween(1, 2).allMatch(paged::add);
      next = page.get("next") == null
          ? null
          : "&after=" + TestHttpClient.segment((String) page.get("next"));
    }
    assertThat(paged).isEqualTo(all);
  }

  @Test
  void searchReturnsDocumentsOnRequest() {
    assertThat(hits("/search?q=naive+cafe&documents=true"))
        .singleElement()
        .satisfies(
            hit -> assertThat(Json.object(Json.object(hit).get("document"))).containsKey("title"));
  }

  @ParameterizedTest
  @CsvSource(quoteCharacter = '`', value = {
      "/search,q",
      "/search?q=,at character 1",
      "/search?q=mouse+AND,at character 7",
      "/search?q=(mouse,expected",
      "/search?q=x&limit=0,from 1 to 1000",
      "/search?q=x&limit=1001,from 1 to 1000",
      "/search?q=x&documents=true&limit=101,from 1 to 100",
      "/search?q=x&latest=yes,'true' or 'false'",
      "/search?q=x&after=nonsense,nonsense"})
  void anInvalidSearchIsRefusedWithAReason(String path, String words) {
    http.get(path).refused(400, words);
  }

  @Test
  void aClassWithoutIndexIs404() {
    http.get("/search?q=x&class=other.json").refused(404, "_bioconductor.json");
    assertThat(hits("/search?q=brain&class=_bioconductor.json")).isNotEmpty();
    assertThat(hits("/search?q=brain&class=bioconductor.sqlite3")).isNotEmpty();
  }

  /** Checks that each server updates its own index. */
  @Test
  void aNewVersionIsFoundByEveryServer() throws IOException {
    Path data = Users.newData(Files.createDirectory(temp.resolve("second")));
    TestStore.share(data, server.data());
    try (TestServer second = start(data)) {
      String project = server.newProject();
      String before = http.get("/index/modified").text();
      server.upload(project, "a", "v1")
          .file("x/_bioconductor.json", "{\"title\":\"quokka of " + project + "\"}")
          .publish();
      for (TestServer each : List.of(server, second)) {
        Eventually.await(
            "the version in an index", () -> !hits(each.anonymous(), "/search?q=quokka").isEmpty());
      }
      assertThat(http.get("/index/modified").text()).isGreaterThan(before);
      server.as(Users.ADMIN).delete(TestHttpClient.path("remove", project)).ok();
      for (TestServer each : List.of(server, second)) {
        Eventually.await(
            "its removal", () -> hits(each.anonymous(), "/search?q=quokka").isEmpty());
      }
      assertThat(second.process().stop()).isZero();
    }
  }

  @Test
  void aServerWithoutAnIndexReportsIt() throws IOException {
    try (
        TestServer without =
            TestServer.start(Users.newData(Files.createDirectory(temp.resolve("without"))))) {
      without.anonymous().get(INDEX).refused(404, "--index");
      without.anonymous().get("/search?q=x").refused(404, "--index");
    }
  }

  private static List<Object> hits(String path) {
    return hits(http, path);
  }

  private static List<Object> hits(TestHttpClient from, String path) {
    return Json.list(Json.object(from.get(path).ok().json()).get("hits"));
  }
}
