package io.gypsum.e2e.page;

import java.io.IOException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import com.microsoft.playwright.Page.LocatorOptions;
import com.microsoft.playwright.Route;
import io.gypsum.client.ExcludeRules;
import io.gypsum.client.PathPatterns;
import io.gypsum.core.name.UserPath;
import io.gypsum.e2e.harness.TestUpload;
import io.gypsum.e2e.harness.Users;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** Uploads in the browser that are not interrupted, except on purpose. */
@Timeout(240)
class PublishTest extends PublishFixture {
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
  void aBusyServerIsAskedAgainWhenItWantsToBe() throws IOException {
    write("a.txt", "one");
    open(Users.OWNER, "v1").select(folder);
    AtomicInteger starts = new AtomicInteger();
    List<Integer> refusals = List.of(503, 429);
    tab.context().route("**/publish/" + project + "/a/v1", route -> {
      int start = starts.getAndIncrement();
      if (start < refusals.size()) {
        PublishTab.refuse(route, refusals.get(start));
      } else {
        route.resume();
      }
    });
    tab.upload();
    tab.awaitWaiting(PublishTab.BUSY);
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
}
