package io.gypsum.server.page.manage;

import java.io.IOException;
import java.nio.file.Path;

import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.Summary;
import io.gypsum.server.page.manage.ManagedProject.Browser;
import io.gypsum.server.testing.TestVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** An administrator removes what the pages show, after a look at the versions that link to it. */
@Timeout(60)
class RemovePageTest {
  private static final String VERSION = "/manage/p/remove/mouse/v1";

  @TempDir Path directory;
  private ManagedProject project;

  @BeforeEach
  void start() {
    project = new ManagedProject(directory, Permissions.builder().owners("olga").build());
  }

  @AfterEach
  void stop() {
    project.close();
  }

  /** Opens a page whose links are known: the server reads its bucket in the background after the start. */
  private Browser root(String path) throws IOException {
    Browser root = project.signedIn("root").open(path);
    while (root.main().contains("not known at the moment")) {
      root.open(path);
    }
    return root;
  }

  private void linkToV1(String version) {
    new TestVersion(project.store, version).link("a.txt", "p/mouse/v1/a.txt", "one")
        .write(new Summary("olga", TestVersion.START, TestVersion.FINISH, null));
  }

  @Test
  void aVersionIsRemovedAfterItsNameWasTyped() throws IOException {
    Browser root = root("/manage/p/assets");
    assertThat(root.page().select("tbody a").attr("href")).isEqualTo("/manage/p/assets/mouse");
    root.open("/manage/p/assets/mouse");
    assertThat(root.page().select("tbody td a").eachAttr("href")).contains(VERSION);
    root = root(VERSION);
    assertThat(root.main()).contains("This cannot be undone", "No other version links", "1 file");

    root.submit(VERSION, "name", "p/mouse/v2");
    assertThat(root.status()).isEqualTo(400);
    assertThat(root.main()).contains("Type 'p/mouse/v1' to confirm");
    assertThat(root.page().select("input[name=name]").val()).isEqualTo("p/mouse/v2");
    assertThat(project.exists("p/mouse/v1/a.txt")).isTrue();

    root.submit(VERSION, "name", "p/mouse/v1").follow();
    assertThat(root.main()).contains("It was removed.").doesNotContain("v1");
    assertThat(project.exists("p/mouse/v1/a.txt")).isFalse();
    assertThat(project.exists("p/mouse/v2/b.txt")).isTrue();
    assertThat(root.open(VERSION).status()).as("it does not exist any more").isEqualTo(404);
  }

  @Test
  void theSecondOfTwoEqualRequestsHasNoEffect() throws IOException {
    Browser one = root(VERSION);
    Browser two = root(VERSION);
    one.submit(VERSION, "name", "p/mouse/v1").follow();
    assertThat(two.submit(VERSION, "name", "p/mouse/v1").status()).isEqualTo(303);
  }

  @Test
  void linkingVersionsAreListedAndHaveToBeConfirmed() throws IOException {
    linkToV1("p/other/v1");
    Browser root = root(VERSION);
    assertThat(root.page().select("section[aria-labelledby=links] li a").eachText())
        .containsExactly("p/other/v1");
    root.submit(VERSION, "name", "p/mouse/v1");
    assertThat(root.status()).isEqualTo(400);
    assertThat(root.main()).contains("It was not removed, because other versions link to it");
    assertThat(root.page().select("input[name=name]").val()).isEqualTo("p/mouse/v1");
    assertThat(project.exists("p/mouse/v1/a.txt")).isTrue();
    root.submit(VERSION, "ignore-links", "on").follow();
    assertThat(project.exists("p/mouse/v1/a.txt")).isFalse();
  }

  /** The upload of the second version is recorded as that of another server would be. */
  @Test
  void moreLinksThanTheUserHasSeenAreConfirmedAgain() throws IOException {
    linkToV1("p/other/v1");
    Browser root = root(VERSION);
    linkToV1("p/other/v2");
    project.logAdded("p/other/v2");
    root.submit(VERSION, "name", "p/mouse/v1", "ignore-links", "on");
    assertThat(root.status()).isEqualTo(400);
    assertThat(root.main()).contains("More versions link to it than when you confirmed");
    assertThat(root.page().select("section[aria-labelledby=links] li a").eachText())
        .containsExactly("p/other/v1", "p/other/v2");
    assertThat(project.exists("p/mouse/v1/a.txt")).isTrue();
    root.submit(VERSION).follow();
    assertThat(project.exists("p/mouse/v1/a.txt")).isFalse();
  }

  @Test
  void anAssetAndAProjectAreRemoved() throws IOException {
    linkToV1("p/other/v1");
    Browser root = root("/manage/p/remove/other");
    root.submit("/manage/p/remove/other", "name", "p/other").follow();
    assertThat(project.exists("p/other/v1/..manifest")).isFalse();
    root("/manage/p/remove").submit("/manage/p/remove", "name", "p").follow();
    assertThat(project.exists("p/..permissions")).isFalse();
    Browser gone = project.signedIn("root").open("/manage/p/remove?done=removed");
    assertThat(gone.status()).isEqualTo(200);
    assertThat(gone.main()).contains("The project p does not exist any more");
    assertThat(gone.open("/manage/p/remove").status()).isEqualTo(404);
  }

  @Test
  void aLockedProjectIsKept() throws IOException {
    Browser root = root(VERSION);
    project.startUpload("p/mouse/v3");
    root.submit(VERSION, "name", "p/mouse/v1");
    assertThat(root.status()).isEqualTo(403);
    assertThat(root.main()).contains("It was not removed: project 'p' is locked");
    assertThat(root.page().select("input[name=name]").val()).isEqualTo("p/mouse/v1");
    assertThat(project.exists("p/mouse/v1/a.txt")).isTrue();
  }

  @Test
  void removalsAreInTheAuditLog() throws IOException {
    Browser root = root(VERSION);
    root.submit(VERSION, "name", "wrong");
    root.submit(VERSION, "name", "p/mouse/v1");
    project.close();
    assertThat(project.server.auditedActions())
        .containsExactly("sign-in ok", "remove-version refused", "remove-version ok");
  }

  /** Opens the page of a version until it contains a text; the log and the catalogue are written in the background. */
  private Browser awaitPage(Browser browser, String path, String text) throws IOException {
    browser.open(path);
    for (int i = 0; i < 2_000 && !browser.main().contains(text); i++) {
      browser.open(path);
    }
    assertThat(browser.main()).contains(text);
    return browser;
  }

  @Test
  void thePageOfARemovedVersionSaysWhenAndToManagersByWhom() throws IOException {
    String path = "/browse/p/mouse/v1";
    project.signedIn("root")
        .open("/manage/p/remove/mouse/v1")
        .submit("/manage/p/remove/mouse/v1", "name", "p/mouse/v1");
    Browser olga = awaitPage(project.signedIn("olga"), path, "It was removed by root on ");
    assertThat(olga.status()).isEqualTo(404);
    assertThat(olga.page().select("main a[href=/manage/p/history]")).hasSize(1);
    Browser eve = awaitPage(project.signedIn("eve"), path, "It was removed on ");
    assertThat(eve.main()).doesNotContain("root");
    assertThat(eve.page().select("main a[href=/manage/p/history]")).isEmpty();
    assertThat(eve.open("/browse/p/mouse/v7").main()).doesNotContain("removed");
  }

  @Test
  void administratorsReachTheRemovalFromThePageOfAVersion() throws IOException {
    String link = "main a[href=/manage/p/remove/mouse/v1]";
    assertThat(project.signedIn("root").open("/browse/p/mouse/v1").page().select(link)).hasSize(1);
    assertThat(project.signedIn("olga").open("/browse/p/mouse/v1").page().select(link)).isEmpty();
  }

  @Test
  void aVersionWhoseLinkTargetsWereRemovedIsMarked() throws IOException {
    new TestVersion(project.store, "p/rat/v1").file("own.txt", "own")
        .link("a.txt", "p/mouse/v1/a.txt", "one")
        .link("b.txt", "p/mouse/v1/a.txt", "one")
        .publish();
    project.logAdded("p/rat/v1");
    new TestVersion(project.store, "p/rat/v2").link("c.txt", "p/mouse/v1/a.txt", "one")
        .write(new Summary("ulf", TestVersion.START, TestVersion.FINISH, true));
    project.logOnProbation("p/rat/v2");
    Browser root = awaitPage(project.signedIn("root"), "/browse/p/rat/v1", "Links to");
    assertThat(root.page().select(".banner-danger")).isEmpty();
    awaitPage(root, "/browse/p/mouse/v1", "Linked from");
    root.open("/manage/p/remove/mouse/v1")
        .submit(
            "/manage/p/remove/mouse/v1", "name", "p/mouse/v1", "ignore-links", "on");
    awaitPage(root, "/browse/p/rat/v1", "Incomplete.");
    assertThat(root.page().select(".banner-danger").text())
        .contains("2 files of this version cannot be read", "p/mouse/v1: 2 files");
    awaitPage(root, "/review/p/rat/v2", "Incomplete.");
    assertThat(root.page().select(".banner-danger").text())
        .contains("1 file of this version cannot be read", "p/mouse/v1: 1 file");
    assertThat(root.open("/browse/p/mouse/v2").page().select(".banner-danger")).isEmpty();
  }
}
