package io.gypsum.e2e.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.Users;
import io.gypsum.server.page.PageAssets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The tests of uploads in the browser: each class has a server and a browser, and each test a project, a folder and a tab. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PublishFixture {
  @TempDir Path folder;

  TestServer server;
  Chromium chromium;
  String project = "";
  PublishTab tab;

  @BeforeAll
  void start(@TempDir Path temp) throws IOException {
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
  void stop() {
    chromium.close();
    server.close();
  }

  @BeforeEach
  void create() {
    project = server.newProject();
  }

  @AfterEach
  void close() {
    assertThat(tab.problems()).isEmpty();
    tab.close();
  }

  /** Opens the page for an upload of a version of the project's asset {@code a}, and returns its tab. */
  PublishTab open(Users user, String version) {
    tab = PublishTab.signedIn(chromium, server.process().url(), user);
    tab.open(project, "a", version);
    return tab;
  }

  /** Writes a file of the folder. */
  void write(String path, String content) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  /** Writes {@code f0} and further files, each of its own content. */
  void writeMany(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      write("f" + i, "content " + i);
    }
  }

  /** Returns the contents of a version's own files, by path. */
  Map<String, String> published(String version) {
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

  /** Calls a function with a module of the page and an argument. */
  Object script(String name, String function, Object argument) {
    String asset = new PageAssets().fingerprinted().get(name);
    return tab.page()
        .evaluate(
            "async (argument) => (" + function + ")(await import('/assets/" + asset
                + "'), argument)",
            argument);
  }
}
