package io.gypsum.e2e.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.Users;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Uploads in the browser that are not interrupted, except on purpose. */
@Timeout(240)
class PublishTest {
  @TempDir static Path temp;

  private static TestServer server;
  private static Chromium chromium;

  @TempDir Path folder;

  private String project = "";

  @BeforeAll
  static void start() throws IOException {
    Path schemas = Files.createDirectories(temp.resolve("schemas/study"));
    Files.writeString(
        schemas.resolve("v1.json"), "{\"type\":\"object\",\"required\":[\"title\"]}");
    server =
        TestServer.start(
            Users.newData(temp), "--schemas", schemas.getParent().toString(),
            "--multipart-threshold", "6000000", "--part-size", "5242880");
    chromium = Chromium.start();
  }

  @AfterAll
  static void stop() {
    chromium.close();
    server.close();
  }

  @BeforeEach
  void create() {
    project = server.newProject();
  }

  private PublishTab tab;

  @AfterEach
  void close() {
    assertThat(tab.problems()).isEmpty();
    tab.close();
  }

  private PublishTab open(Users user, String version) {
    tab = PublishTab.signedIn(chromium, server.process().url(), user);
    tab.open(project, "a", version);
    return tab;
  }

  private void write(String path, String content) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  /** Returns the contents of a version's own files, by path. */
  private Map<String, String> published(String version) {
    Map<String, String> files = new TreeMap<>();
    String prefix = project + "/a/" + version + "/";
    server.bucket().contents(prefix).forEach((key, content) -> {
      String path = key.substring(key.startsWith(prefix) ? prefix.length() : 0);
      if (!path.contains("..")) {
        files.put(path, content);
      }
    });
    return files;
  }

  @Test
  void aFolderIsPublishedWithoutWhatTheCommandExcludes() throws IOException {
    write("a.txt", "one");
    write("sub/ü b#%.txt", "two");
    write("sub/.DS_Store", "x");
    write(".git/config", "x");
    write("empty", "");
    write("c.tmp", "x");
    write(".gypsumignore", "*.tmp\n");
    open(Users.OWNER, "v1").select(folder);
    tab.upload();
    assertThat(tab.awaitDone()).isEqualTo(project + "/a/v1 is published.");
    assertThat(published("v1"))
        .isEqualTo(Map.of("a.txt", "one", "sub/ü b#%.txt", "two", "empty", ""));
    assertThat(tab.repeated()).isZero();
  }

  @Test
  void identicalFilesBecomeLinksAndAreNotSent() throws IOException {
    server.publish(project, "a", "v1", "same");
    write("a.txt", "same");
    write("b.txt", "new");
    open(Users.TRUSTED, "v2").select(folder);
    tab.upload();
    assertThat(tab.awaitDone()).endsWith("is published.");
    assertThat(published("v2")).isEqualTo(Map.of("b.txt", "new"));
    assertThat(server.bucket().object(project + "/a/v2/..links")).containsKey("a.txt");
    assertThat(tab.accepted()).hasSize(1);
  }

  @Test
  void anUntrustedUploadIsOnProbationAndThePageSaysWhy() throws IOException {
    write("a.txt", "one");
    open(Users.UNTRUSTED, "v1").select(folder);
    assertThat(tab.page().locator(".banner .reason").innerText())
        .contains("on probation until an owner of the project (olga)");
    tab.upload();
    assertThat(tab.awaitDone()).endsWith("is on probation until an owner approves it.");
    assertThat(server.bucket().object(project + "/a/v1/..summary"))
        .containsEntry("on_probation", true);
  }

  @Test
  void violationsOfASchemaAreShownBeforeAnythingStarts() throws IOException {
    write("_study.json", "{}");
    open(Users.OWNER, "v1").select(folder);
    tab.upload();
    tab.page().locator("#publish-violations-box").waitFor();
    assertThat(tab.text("violations")).contains("_study.json", "expected the property 'title'");
    assertThat(server.bucket().has(project + "/..LOCK")).isFalse();
    tab.upload();
    assertThat(tab.awaitDone()).endsWith("is published.");
  }

  @Test
  void aPausedUploadContinuesWithWhatIsMissing() throws IOException {
    for (int i = 0; i < 30; i++) {
      write("f" + i, "content " + i);
    }
    open(Users.OWNER, "v1").select(folder);
    tab.holdAfter(12);
    tab.upload();
    tab.awaitHeld();
    tab.press("pause");
    tab.page().locator("#publish-resume:visible").waitFor();
    assertThat(tab.text("state")).startsWith("Paused.");
    tab.release();
    tab.press("resume");
    assertThat(tab.awaitDone()).endsWith("is published.");
    assertThat(published("v1")).hasSize(30);
    assertThat(tab.repeated()).isLessThanOrEqualTo(4);
  }

  @Test
  void anAbortedUploadLeavesNothing() throws IOException {
    for (int i = 0; i < 10; i++) {
      write("f" + i, "content " + i);
    }
    open(Users.OWNER, "v1").select(folder);
    tab.holdAfter(5);
    tab.upload();
    tab.awaitHeld();
    assertThat(server.bucket().has(project + "/..LOCK")).isTrue();
    tab.press("abort");
    tab.page()
        .waitForCondition(
            () -> tab.page()
                .locator("#publish-announcement")
                .textContent()
                .endsWith("was aborted."));
    assertThat(server.bucket().has(project + "/..LOCK")).isFalse();
    assertThat(server.bucket().keys(project + "/a/")).isEmpty();
    tab.release();
    tab.upload();
    assertThat(tab.awaitDone()).endsWith("is published.");
  }

  @Test
  void anUploadThatTheServerEndedIsStartedAgain() throws IOException {
    for (int i = 0; i < 10; i++) {
      write("f" + i, "content " + i);
    }
    open(Users.OWNER, "v1").select(folder);
    tab.holdAfter(5);
    tab.upload();
    tab.awaitHeld();
    server.as(Users.ADMIN).delete("/unlock/" + project).ok();
    tab.release();
    assertThat(tab.awaitDone()).contains("continue to start the upload again");
    tab.press("resume");
    tab.page().locator("#publish-done:visible").waitFor();
    assertThat(published("v1")).hasSize(10);
  }

  @Test
  void aThousandFilesAndALargeOneAreSent() throws IOException {
    for (int i = 0; i < 1_000; i++) {
      write("d" + i % 10 + "/f" + i, "content " + i);
    }
    byte[] large = new byte[11_000_000];
    new Random(1).nextBytes(large);
    Files.write(folder.resolve("large"), large);
    open(Users.OWNER, "v1").select(folder);
    tab.upload();
    assertThat(tab.awaitDone()).endsWith("is published.");
    assertThat(server.bucket().keys(project + "/a/v1/")).hasSize(1_003);
    assertThat(server.bucket().bytes(project + "/a/v1/large")).isEqualTo(large);
    assertThat(tab.repeated()).isZero();
    assertThat(tab.accepted()).hasSize(1_003);
  }
}
