package io.gypsum.e2e.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Page.LocatorOptions;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.Route.FulfillOptions;
import io.gypsum.client.ExcludeRules;
import io.gypsum.client.PathPatterns;
import io.gypsum.core.name.UserPath;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.TestUpload;
import io.gypsum.e2e.harness.Users;
import io.gypsum.server.page.PageAssets;
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
  private static final String BUNDLES = "**/upload/bundle/*";

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

  /** Writes files of different content. */
  private void writeMany(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      write("f" + i, "content " + i);
    }
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
    writeMany(32);
    open(Users.OWNER, "v1").select(folder);
    tab.holdAfter(2);
    tab.upload();
    tab.awaitSent("16 of 32 files");
    tab.awaitHeld();
    tab.press("pause");
    tab.page().locator("#publish-resume:visible").waitFor();
    assertThat(tab.text("state")).startsWith("Paused.");
    tab.release();
    tab.press("resume");
    assertThat(tab.awaitDone()).endsWith("is published.");
    assertThat(published("v1")).hasSize(32);
    assertThat(tab.accepted()).hasSize(32);
    assertThat(tab.repeated()).isZero();
  }

  @Test
  void anAbortedUploadLeavesNothing() throws IOException {
    writeMany(10);
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
    writeMany(20);
    open(Users.OWNER, "v1").select(folder);
    tab.holdAfter(2);
    tab.upload();
    tab.awaitHeld();
    server.as(Users.ADMIN).delete("/unlock/" + project).ok();
    tab.release();
    assertThat(tab.awaitDone()).contains("continue to start the upload again");
    tab.press("resume");
    tab.page().locator("#publish-done:visible").waitFor();
    assertThat(published("v1")).hasSize(20);
  }

  @Test
  void aThousandFilesAndALargeOneAreSentWithSevenRequests() throws IOException {
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
    assertThat(tab.acceptedRequests()).as("four bundles and three parts").isEqualTo(7);
  }

  @Test
  void filesOfMoreBytesThanABundleMayHaveAreSentInSeveral() throws IOException {
    for (int i = 100; i < 180; i++) {
      write("f" + i, "x".repeat(64 * 1024 - 3) + i);
    }
    for (int i = 0; i < 256; i++) {
      write("e" + i, i == 0 ? "" : "content " + i);
    }
    write("over", "x".repeat(64 * 1024 + 1));
    open(Users.OWNER, "v1").select(folder);
    tab.upload();
    assertThat(tab.awaitDone()).endsWith("is published.");
    assertThat(published("v1")).hasSize(337);
    assertThat(tab.repeated()).isZero();
    assertThat(tab.acceptedRequests()).as("five bundles and a file").isEqualTo(6);
  }

  @Test
  void theScriptsFillBundlesUpToTheirLimits() {
    open(Users.OWNER, "v1");
    Map<String, Object> expected = new LinkedHashMap<>();
    expected.put("{max_files: 8, max_bytes: 8 * 16, max_file_bytes: 10}", List.of(8));
    expected.put("{max_files: 7, max_bytes: 8 * 16, max_file_bytes: 10}", List.of(7, 1));
    expected.put("{max_files: 8, max_bytes: 8 * 16 - 1, max_file_bytes: 10}", List.of(7, 1));
    expected.put("{max_files: 8, max_bytes: 8 * 16, max_file_bytes: 9}", List.of());
    expected.put("undefined", List.of());
    Map<String, Object> found = new LinkedHashMap<>();
    for (String offer : expected.keySet()) {
      found.put(offer, script("publish-bundles.js", """
          (m, size) => {
            const row = {size, send: {url: '/u'}};
            const files = Array.from({length: 8}, () => ({row, file: new Blob(['x'.repeat(size)])}));
            if (m.bodyOf(files).size !== 8 * 16) {
              throw new Error('a line with a file has ' + m.bodyOf(files).size / 8 + ' bytes');
            }
            return m.groupsOf(files, %s, 1).bundles.map(bundle => bundle.length);
          }""".formatted(offer), 10));
    }
    assertThat(found).isEqualTo(expected);
  }

  @Test
  void filesThatTheServerDoesNotReceiveInABundleAreSentAlone() throws IOException {
    writeMany(20);
    open(Users.OWNER, "v1").select(folder);
    tab.context()
        .route(
            BUNDLES, route -> route.fulfill(
                new FulfillOptions()
                    .setBody("{\"files\":[{\"received\":false,\"reason\":\"x\"}]}")));
    tab.upload();
    assertThat(tab.awaitDone()).endsWith("is published.");
    assertThat(published("v1")).hasSize(20);
    assertThat(tab.accepted()).hasSize(20);
  }

  @Test
  void aFileThatChangesWhileABundleIsSentIsNamed() throws IOException {
    writeMany(20);
    Path changing = folder.resolve("f7");
    FileTime time = Files.getLastModifiedTime(changing);
    open(Users.OWNER, "v1").select(folder);
    tab.holdAfter(0);
    tab.upload();
    tab.awaitHeld();
    Files.writeString(changing, "CONTENT 7");
    Files.setLastModifiedTime(changing, time);
    tab.release();
    assertThat(tab.awaitDone()).contains("f7", "MD5");
    assertThat(server.bucket().has(project + "/a/v1/f7")).isFalse();
  }

  @Test
  void aFileThatIsDeletedDuringTheUploadIsNamed() throws IOException {
    writeMany(19);
    write("sub/deleted", "x");
    open(Users.OWNER, "v1").select(folder);
    tab.holdAfter(0);
    tab.upload();
    tab.awaitHeld();
    Files.delete(folder.resolve("sub/deleted"));
    tab.release();
    assertThat(tab.awaitDone()).contains("cannot read 'sub/deleted'");
  }

  @Test
  void noFurtherBundlesAreSentToAServerThatReceivesNone() throws IOException {
    writeMany(40);
    AtomicInteger bundles = new AtomicInteger();
    open(Users.OWNER, "v1").select(folder);
    tab.context().route("**/publish/" + project + "/a/v1", route -> {
      APIResponse start = route.fetch();
      route.fulfill(
          new FulfillOptions().setResponse(start)
              .setBody(start.text().replace("\"max_files\":256", "\"max_files\":2")));
    });
    tab.context().route(BUNDLES, route -> {
      bundles.incrementAndGet();
      route.fulfill(new FulfillOptions().setStatus(404).setBody("{}"));
    });
    tab.upload();
    assertThat(tab.awaitDone()).endsWith("is published.");
    assertThat(published("v1")).hasSize(40);
    assertThat(bundles).as("of 20, four at the same time").hasValue(4);
  }

  @Test
  void aBundleIsRepeatedWhenTheServerIsBusy() throws IOException {
    writeMany(20);
    open(Users.OWNER, "v1").select(folder);
    AtomicInteger bundles = new AtomicInteger();
    tab.context().route(BUNDLES, route -> {
      if (bundles.getAndIncrement() < 4) {
        route.fulfill(
            new FulfillOptions().setStatus(503)
                .setHeaders(Map.of("Retry-After", "1"))
                .setBody("{\"reason\":\"the server is busy\"}"));
      } else {
        route.resume();
      }
    });
    tab.upload();
    tab.awaitWaiting("the server is busy");
    assertThat(tab.awaitDone()).endsWith("is published.");
    assertThat(bundles).hasValue(8);
    assertThat(tab.accepted()).hasSize(20);
    assertThat(tab.acceptedRequests()).isEqualTo(4);
  }

  @Test
  void aStartWhoseResponseIsLostIsUndone() throws IOException {
    write("a.txt", "one");
    open(Users.OWNER, "v1").select(folder);
    AtomicInteger starts = new AtomicInteger();
    tab.context().route("**/publish/" + project + "/a/v1", route -> {
      if (starts.getAndIncrement() == 0) {
        route.fetch();
        assertThat(server.bucket().has(project + "/..LOCK")).isTrue();
        route.abort();
      } else {
        route.resume();
      }
    });
    tab.upload();
    assertThat(tab.awaitDone()).endsWith("is published.");
    assertThat(starts).hasValue(2);
  }

  @Test
  void aCompletionWhoseResponseIsLostIsASuccess() throws IOException {
    write("a.txt", "one");
    open(Users.UNTRUSTED, "v1").select(folder);
    tab.context().route("**/upload/complete/**", route -> {
      route.fetch();
      route.abort();
      tab.context().unroute("**/upload/complete/**");
    });
    tab.upload();
    assertThat(tab.awaitDone()).endsWith("is on probation until an owner approves it.");
  }

  @Test
  void aReloadAfterALostCompletionShowsThePublishedVersion() throws IOException {
    write("a.txt", "one");
    write("b.txt", "two");
    open(Users.OWNER, "v1").select(folder);
    tab.context().route("**/upload/complete/**", Route::fetch);
    tab.upload();
    tab.page()
        .waitForCondition(
            () -> server.bucket().has(project + "/a/v1/..summary")
                && server.bucket()
                    .object(project + "/a/v1/..summary")
                    .containsKey("upload_finish"));
    tab.context().unroute("**/upload/complete/**");
    tab.open(project, "a", "v1");
    tab.page()
        .locator("#publish-unfinished button", new LocatorOptions().setHasText("Continue"))
        .click();
    assertThat(tab.awaitDone()).isEqualTo(project + "/a/v1 is published.");
    assertThat(tab.page().locator("#publish-unfinished-box").isVisible()).isFalse();
    assertThat(tab.repeated()).isZero();
  }

  @Test
  void filesThatTheServerHasLostAreSentAgain() throws IOException {
    writeMany(20);
    open(Users.OWNER, "v1").select(folder);
    AtomicInteger completions = new AtomicInteger();
    tab.context().route("**/upload/complete/**", route -> {
      if (completions.getAndIncrement() == 0) {
        loseStagedFiles(2);
      }
      route.resume();
    });
    tab.upload();
    assertThat(tab.awaitDone()).endsWith("is published.");
    assertThat(published("v1")).hasSize(20);
    assertThat(completions).hasValue(2);
    assertThat(tab.acceptedRequests()).as("four bundles, and two files again").isEqualTo(6);
    assertThat(tab.repeated()).isEqualTo(2);
  }

  @Test
  void lostFilesThatAreNotSelectedMustBeSelectedAgain() throws IOException {
    writeMany(20);
    open(Users.OWNER, "v1").select(folder);
    AtomicBoolean isCompleting = new AtomicBoolean();
    tab.context().route("**/upload/complete/**", route -> isCompleting.set(true));
    tab.upload();
    tab.page().waitForCondition(isCompleting::get);
    tab.context().unroute("**/upload/complete/**");
    loseStagedFiles(1);
    tab.open(project, "a", "v1");
    tab.page()
        .locator("#publish-unfinished button", new LocatorOptions().setHasText("Continue"))
        .click();
    assertThat(tab.awaitDone()).contains("continue to send the files again");
    tab.press("resume");
    tab.page()
        .locator("#publish-state", new LocatorOptions().setHasText("Select the same files"))
        .waitFor();
    tab.select(folder);
    tab.page().locator("#publish-done:visible").waitFor();
    assertThat(published("v1")).hasSize(20);
    assertThat(tab.repeated()).isEqualTo(1);
  }

  /** Deletes files that the server has received, as if they had not been synced before a power failure. */
  private void loseStagedFiles(int count) {
    server.bucket()
        .keys("..arrivals/" + project + "/")
        .subList(0, count)
        .forEach(server.bucket()::delete);
  }

  @Test
  void aBusyServerIsAskedAgainWhenItWantsToBe() throws IOException {
    write("a.txt", "one");
    open(Users.OWNER, "v1").select(folder);
    AtomicInteger starts = new AtomicInteger();
    List<Integer> refusals = List.of(503, 429);
    tab.context().route("**/publish/" + project + "/a/v1", route -> {
      int start = starts.getAndIncrement();
      if (start < refusals.size()) {
        route.fulfill(
            new FulfillOptions().setStatus(refusals.get(start))
                .setHeaders(Map.of("Retry-After", "1"))
                .setBody("{\"reason\":\"the server is busy\"}"));
      } else {
        route.resume();
      }
    });
    tab.upload();
    tab.awaitWaiting("the server is busy");
    assertThat(tab.awaitDone()).endsWith("is published.");
    assertThat(starts).hasValue(3);
  }

  @Test
  void theOutlookAndTheCommandsFollowTheForm() {
    server.publish(project, "a", "v1", "x");
    open(Users.OWNER, "v2");
    tab.page().locator("#publish-probation").check();
    tab.awaitOutlook("because you have chosen probation");
    assertThat(tab.page().locator(".commands code").first().innerText()).contains("--probation");
    tab.page().locator("#publish-version").fill("v1");
    tab.awaitOutlook("version '" + project + "/a/v1' already exists");
    tab.page().locator("#publish-version").fill("..x");
    tab.awaitOutlook("..x");
    tab.page().locator("#publish-probation").uncheck();
    tab.page().locator("#publish-version").fill("v3");
    tab.awaitOutlook("published at once");
    assertThat(tab.page().locator(".commands code").first().innerText())
        .endsWith(project + "/a/v3");
  }

  @Test
  void theNextStepsAreLinkedAfterAnUpload() throws IOException {
    write("a.txt", "one");
    open(Users.UNTRUSTED, "v1").select(folder);
    tab.upload();
    assertThat(tab.awaitDone()).endsWith("approves it.");
    tab.page().getByText("Open the review").click();
    tab.page().waitForURL("**/review/" + project + "/a/v1");
    assertThat(tab.page().locator("h1").innerText()).isEqualTo(project + "/a/v1");
  }

  @Test
  void droppedFilesAreSelected() {
    open(Users.OWNER, "v1");
    tab.page().evaluate("""
        () => {
          const data = new DataTransfer();
          data.items.add(new File(['one'], 'a.txt'));
          data.items.add(new File(['x'], '.DS_Store'));
          document.getElementById('publish-drop').dispatchEvent(
              new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true}));
        }""");
    tab.page().locator("#publish-start:enabled").waitFor();
    assertThat(tab.text("selection")).isEqualTo("1 file, 3 B; 1 excluded");
  }

  @Test
  void theScriptsExcludeTheSameFilesAsTheCommand() {
    List<List<String>> lists =
        List.of(
            ExcludeRules.DEFAULT_PATTERNS.patterns(), List.of("*.tmp"), List.of("/*.tmp"),
            List.of("raw/"), List.of("raw/*"), List.of("a/**/z"), List.of("**/x.txt"),
            List.of("raw/**"), List.of("*.txt", "!keep.txt"), List.of("raw/", "!raw/keep.txt"),
            List.of("f[0-9].csv"), List.of("f[!0-9].csv"), List.of("?.csv"), List.of("\\!x"),
            List.of("\\#x"), List.of("sub/x.txt"), List.of("a+b(c).txt"), List.of("x.txt "));
    List<String> paths =
        List.of(
            ".DS_Store", "sub/.DS_Store", ".git/config", "sub/.git/x", "git/x", ".gypsumignore",
            "sub/.gypsumignore", "a.tmp", "sub/a.tmp", "raw/x.txt", "raw/keep.txt", "raw/s/y",
            "sub/raw/x", "raw", "a/z", "a/b/z", "a/b/c/z", "x.txt", "sub/x.txt", "keep.txt",
            "f1.csv", "fx.csv", "f12.csv", "a.csv", "ab.csv", "!x", "#x", "a+b(c).txt",
            "aab(c).txt");
    open(Users.OWNER, "v1");
    Map<List<String>, Object> expected = new LinkedHashMap<>();
    Map<List<String>, Object> found = new LinkedHashMap<>();
    for (List<String> patterns : lists) {
      PathPatterns command = PathPatterns.of(patterns);
      expected.put(
          patterns, paths.stream().filter(path -> command.matches(new UserPath(path))).toList());
      found.put(
          patterns,
          script(
              "publish-patterns.js",
              "(m, [patterns, paths]) => paths.filter(p => new m.Patterns(patterns).exclusion(p))",
              List.of(patterns, paths)));
    }
    assertThat(found).isEqualTo(expected);
  }

  @Test
  void theScriptsComputeTheChecksumsOfJava() {
    open(Users.OWNER, "v1");
    List<Integer> sizes = List.of(0, 1, 55, 56, 63, 64, 65, 119, 120, 128, 1_000, 100_003);
    Map<Integer, Object> expected = new LinkedHashMap<>();
    Map<Integer, Object> found = new LinkedHashMap<>();
    for (int size : sizes) {
      byte[] content = new byte[size];
      for (int i = 0; i < size; i++) {
        content[i] = (byte) (i * 7 + i / 251);
      }
      String sum = HexFormat.of().formatHex(TestUpload.md5(content));
      expected.put(size, List.of(sum, sum));
      found.put(size, script("publish-md5.js", """
          (m, size) => {
            const bytes = new Uint8Array(size).map((_, i) => i * 7 + Math.floor(i / 251));
            const pieces = new m.Md5();
            for (let i = 0; i < size; i += 37) {
              pieces.update(bytes.subarray(i, i + 37));
            }
            return [new m.Md5().update(bytes).digest(), pieces.digest()];
          }""", size));
    }
    assertThat(found).isEqualTo(expected);
  }

  /** Calls a function with a module of the page and an argument. */
  private Object script(String name, String function, Object argument) {
    String asset = new PageAssets().fingerprinted().get(name);
    return tab.page()
        .evaluate(
            "async (argument) => (" + function + ")(await import('/assets/" + asset
                + "'), argument)",
            argument);
  }
}
