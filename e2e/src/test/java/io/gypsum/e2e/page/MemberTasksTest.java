package io.gypsum.e2e.page;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;

import io.gypsum.e2e.harness.TestHttpClient;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.TestUpload;
import io.gypsum.e2e.harness.Users;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The tasks of people with an account on the pages, by keyboard only. */
@Timeout(120)
class MemberTasksTest {
  @TempDir static Path temp;

  private static TestServer server;
  private static Chromium chromium;
  private static AxeScan axe;

  private VisitorTabs tabs;

  @BeforeAll
  static void start() throws IOException {
    server = TestServer.start(Users.newData(temp));
    chromium = Chromium.start();
    axe = AxeScan.load();
  }

  @AfterAll
  static void stop() {
    chromium.close();
    server.close();
  }

  @BeforeEach
  void open() {
    tabs = new VisitorTabs(chromium, server.process().url(), AxeScan.options());
  }

  @AfterEach
  void close() {
    tabs.close();
  }

  /** Returns a person who has signed in; null is a person who has not. */
  private KeyboardUser person(@Nullable Users user) {
    return new KeyboardUser(tabs.of(user), axe);
  }

  @Test
  void aPersonSignsInAndOut() {
    String project = server.newProject();
    person(null).open("/browse/" + project)
        .follow("Sign in")
        .type("Access token", "gypsum_mistyped")
        .press("Sign in")
        .see("Invalid access token")
        .type("Access token", Users.OWNER.token())
        .press("Sign in")
        .signOut(Users.OWNER.login())
        .open("/sign-out")
        .see("You are not signed in");
  }

  @Test
  void aPersonIsLedToThePageThatNeedsTheSignIn() {
    String project = server.newProject();
    person(null).open("/manage/" + project)
        .type("Access token", Users.OWNER.token())
        .press("Sign in")
        .see("Owners and uploaders", project);
    person(Users.STRANGER).open("/manage/" + project).see("neither an owner");
    person(Users.STRANGER).open("/admin").see("not an administrator");
  }

  @Test
  void anOwnerGrantsChangesAndRevokesARight() {
    String project = server.newProject();
    LocalDate lastDay = LocalDate.now(ZoneOffset.UTC).plusMonths(1);
    KeyboardUser owner = person(Users.OWNER);
    owner.open("/manage/" + project)
        .type("Login or organization", "nora")
        .date("Last day (UTC)", lastDay)
        .press("Preview the changes")
        .see("nora", "Nothing is changed before you confirm")
        .press("Apply these changes")
        .see("The permissions were changed");
    assertThat(permissions(project)).contains("nora", "\"until\":\"" + lastDay)
        .doesNotContain("nora\",\"trusted");
    owner.expand("Change the right of nora")
        .tick("Trusted: uploads need no approval")
        .press("Preview the changes")
        .press("Apply these changes");
    assertThat(permissions(project)).containsPattern("nora[^}]*\"trusted\":true");
    owner.tick("Remove the right of nora")
        .press("Preview the changes")
        .press("Apply these changes");
    assertThat(permissions(project)).doesNotContain("nora");
  }

  private static String permissions(String project) {
    return server.anonymous().get("/file/" + project + "%2F..permissions").ok().text();
  }

  @Test
  void anOwnerApprovesOneUploadAndRejectsAnother() {
    String project = server.newProject();
    uploadOnProbation(project, "v1");
    uploadOnProbation(project, "v2");
    KeyboardUser owner = person(Users.OWNER);
    owner.open("/review")
        .see(project + "/a/v1", project + "/a/v2", "ulf")
        .follow(project + "/a/v1")
        .press("Approve and publish")
        .see("was approved and is published")
        .follow(project + "/a/v2")
        .type("Reason for the uploader", "The labels of cells are missing.")
        .tick("Delete all files of this upload")
        .press("Reject and delete")
        .see("was rejected, and its files were deleted");
    assertThat(server.anonymous().get("/file/" + project + "%2Fa%2F..latest").ok().text())
        .contains("v1");
    person(Users.UNTRUSTED).open("/review").see("The labels of cells are missing.", "olga");
  }

  @Test
  void anUploaderWithdrawsAnUpload() {
    String project = server.newProject();
    uploadOnProbation(project, "v1");
    person(Users.UNTRUSTED).open("/review")
        .see(project + "/a/v1")
        .follow("Details")
        .tick("Delete all files of this upload")
        .press("Withdraw and delete");
    assertThat(server.anonymous().get("/file/" + project + "%2Fa%2Fv1%2Fa.txt").status())
        .isEqualTo(404);
    person(Users.OWNER).open("/review/" + project + "/a/v1").see("Rejected by ulf");
  }

  private static void uploadOnProbation(String project, String version) {
    new TestUpload(server.as(Users.UNTRUSTED), project, "a", version).file("a.txt", version)
        .publish();
  }

  @Test
  void anOwnerEndsAnUploadThatLocksTheProject() {
    String project = server.newProject();
    TestUpload.Session upload = server.upload(project, "a", "v1").file("a.txt", "x").start();
    person(Users.OWNER).open("/manage/" + project)
        .see("The project is locked", "tina")
        .tick("End this operation")
        .press("Unlock the project")
        .see("The project is unlocked");
    assertThat(upload.complete().status()).isEqualTo(403);
  }

  @Test
  void anAdministratorCreatesAProjectAndSetsItsQuota() {
    String project = TestServer.newName();
    person(Users.ADMIN).open("/")
        .expand(Users.ADMIN.login())
        .follow("Administration")
        .follow("New project")
        .type("Name", project)
        .type("Owners", "olga")
        .type("Quota of this year", "1GB")
        .press("Create the project")
        .see("The project was created")
        .open("/manage/" + project)
        .type("Limit", "2 GB")
        .press("Set the quota")
        .see("The quota was changed");
    assertThat(permissions(project)).contains("olga");
    assertThat(server.anonymous().get("/file/" + project + "%2F..quota").ok().text())
        .contains("\"baseline\":2000000000");
  }

  @Test
  void anAdministratorAddsAndRemovesAnAccount() {
    KeyboardUser admin = person(Users.ADMIN);
    admin.open("/admin/accounts")
        .type("Login", "nina")
        .press("Add the account")
        .see("Copy the token now");
    TestHttpClient nina =
        server.process().http().as(admin.page().locator("main pre.copy").first().innerText());
    assertThat(nina.get("/whoami").ok().text()).contains("nina");
    admin.open("/admin/accounts")
        .follow("nina")
        .type("Type the name of the account to confirm", "nina")
        .press("Remove the account")
        .see("The account was removed");
    assertThat(nina.get("/whoami").status()).isEqualTo(401);
  }

  @Test
  void anAdministratorRemovesAVersion() {
    String project = server.newProject();
    server.publish(project, "a", "v1", "x");
    server.publish(project, "a", "v2", "y");
    person(Users.ADMIN).open("/manage/" + project)
        .follow("Assets and removal")
        .follow("a")
        .follow("Remove version v1 …")
        .see("This cannot be undone")
        .type("Type " + project + "/a/v1", "wrong")
        .press("Remove the version")
        .see("to confirm")
        .type("Type " + project + "/a/v1", project + "/a/v1")
        .press("Remove the version")
        .see("It was removed");
    assertThat(server.anonymous().get("/file/" + project + "%2Fa%2Fv1%2Fa.txt").status())
        .isEqualTo(404);
  }
}
