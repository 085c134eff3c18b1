package io.gypsum.e2e.file;

import java.util.List;

import io.gypsum.e2e.harness.HttpSocket;
import io.gypsum.e2e.harness.Json;
import io.gypsum.e2e.harness.SharedServer;
import io.gypsum.e2e.harness.TestResponse;
import io.gypsum.e2e.harness.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(SharedServer.class)
class ListTest {
  private final TestServer server;
  private final String project;

  ListTest(TestServer server) {
    this.server = server;
    this.project = server.newProject();
  }

  private List<Object> list(String query) {
    TestResponse response = server.anonymous().get("/list" + query).ok();
    assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo("*");
    return Json.list(response.json());
  }

  private void fill() {
    server.upload(project, "a", "v1").file("x", "1").file("d/y", "2").file("d/e/z", "3").publish();
    server.upload(project, "ab", "v1").file("x", "1").publish();
  }

  @Test
  void oneLevelContainsKeysAndPrefixes() {
    fill();

    assertThat(list("?prefix=" + project + "%2F")).containsExactly(
        project + "/..permissions", project + "/..quota", project + "/..usage", project + "/a/",
        project + "/ab/");
    assertThat(list("?prefix=" + project + "/a/v1/&recursive=false")).containsExactly(
        project + "/a/v1/..manifest", project + "/a/v1/..summary", project + "/a/v1/d/",
        project + "/a/v1/x");
  }

  @Test
  void aRecursiveListContainsEveryKeyWithThePrefix() {
    fill();

    assertThat(list("?recursive=true&prefix=" + project + "/a/")).containsExactly(
        project + "/a/..latest", project + "/a/v1/..manifest", project + "/a/v1/..summary",
        project + "/a/v1/d/e/z", project + "/a/v1/d/y", project + "/a/v1/x");
  }

  @Test
  void aPrefixMayEndWithinAName() {
    fill();

    assertThat(list("?prefix=" + project + "/a"))
        .containsExactly(project + "/a/", project + "/ab/");
    assertThat(list("?recursive=true&prefix=" + project + "/a/v1/d")).containsExactly(
        project + "/a/v1/d/e/z", project + "/a/v1/d/y");
    assertThat(list("?prefix=" + project + "/a/v1/x")).containsExactly(project + "/a/v1/x");
    assertThat(list("?prefix=" + project + "/..us")).containsExactly(project + "/..usage");
  }

  @Test
  void withoutAPrefixEverythingIsListed() {
    fill();

    assertThat(list("")).contains(project + "/", "..logs/");
    assertThat(list("?prefix=")).contains(project + "/");
    assertThat(list("?recursive=true")).contains(project + "/a/v1/d/e/z");
  }

  @Test
  void aPrefixWithoutObjectsIsAnEmptyList() {
    assertThat(list("?prefix=none/")).isEmpty();
    assertThat(list("?prefix=" + project + "x&recursive=true")).isEmpty();
  }

  @Test
  void linksAreNotListed() {
    fill();
    server.upload(project, "a", "v2").link("l", project, "a", "v1", "x").publish();

    assertThat(list("?recursive=true&prefix=" + project + "/a/v2/")).containsExactly(
        project + "/a/v2/..links", project + "/a/v2/..manifest", project + "/a/v2/..summary");
  }

  @Test
  void thePrefixIsDecodedOnceWithPlusAsSpace() {
    server.upload(project, "a", "v1")
        .file("s p", "1")
        .file("s+p", "2")
        .file("s%20p", "3")
        .file("ä", "4")
        .publish();
    String version = project + "/a/v1/";

    assertThat(list("?prefix=" + version + "s+p")).containsExactly(version + "s p");
    assertThat(list("?prefix=" + version + "s%20p")).containsExactly(version + "s p");
    assertThat(list("?prefix=" + version + "s%2Bp")).containsExactly(version + "s+p");
    assertThat(list("?prefix=" + version + "s%2520p")).containsExactly(version + "s%20p");
    assertThat(list("?prefix=" + version + "%C3%A4")).containsExactly(version + "ä");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "%4", "%zz", "%FF", "%C3", "%00", "a%5Cb", "../", "a/../b", "/a",
      "a//b"})
  void anImpossiblePrefixIs400OrEmpty(String prefix) {
    TestResponse response =
        HttpSocket.request(server.process().url(), "GET", "/list?prefix=" + prefix);

    if (response.status() == 200) {
      assertThat(response.text()).isEqualTo("[]");
    } else {
      response.refused(400);
    }
  }
}
