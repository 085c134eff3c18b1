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
}
