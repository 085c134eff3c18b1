package io.gypsum.e2e.page;

import java.io.IOException;
import java.nio.file.Path;

import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.Users;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What people with an account do with the pages, by keyboard only. */
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
        .signOut(Users.OWNER)
        .open("/sign-out")
        .see("You are not signed in");
  }
}
