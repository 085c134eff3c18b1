package io.gypsum.e2e.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import com.microsoft.playwright.BrowserContext;
import io.gypsum.core.testing.GitHubStandIn;
import io.gypsum.core.testing.ProviderStandIn;
import io.gypsum.core.testing.TestOidcProvider;
import io.gypsum.e2e.harness.Json;
import io.gypsum.e2e.harness.ServerProcess;
import io.gypsum.e2e.harness.TestHttpClient;
import io.gypsum.e2e.page.Chromium.Tab;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A task of each role, by keyboard only, for people with an account at an identity provider, from the sign-in at the
 * provider to the sign-out. {@link MemberTasksTest} contains the other tasks, with local accounts.
 */
@Timeout(240)
class ProviderTasksTest {
  private static Chromium chromium;
  private static AxeScan axe;

  @TempDir Path directory;

  private ProviderStandIn provider;
  private ServerProcess server;

  @BeforeAll
  static void start() throws IOException {
    chromium = Chromium.start();
    axe = AxeScan.load();
  }

  @AfterAll
  static void stop() {
    chromium.close();
  }

  @Test
  void peopleWithAccountsAtGitHubDoTheTasksOfTheirRoles() throws IOException {
    try (GitHubStandIn gitHub = GitHubStandIn.start()) {
      doTasksOfAllRoles(gitHub, "ada");
    }
  }

  @Test
  void peopleWithAccountsAtAnOpenIdProviderDoTheTasksOfTheirRoles() throws IOException {
    try (TestOidcProvider openId = new TestOidcProvider(InstantSource.system())) {
      for (String login : List.of("tina", "ulf", "olga")) {
        openId.add(login);
      }
      openId.add("ada", "/gypsum/admins");
      doTasksOfAllRoles(openId, "group:gypsum:admins");
    }
  }

  private void doTasksOfAllRoles(ProviderStandIn standIn, String administrator)
      throws IOException {
    provider = standIn;
    try (ServerProcess process = startServer(administrator)) {
      server = process;
      server.http()
          .as(provider.accessToken("ada"))
          .post(
              TestHttpClient.path("create", "brain"), Json.of(
                  "{'permissions':{'owners':['olga'],"
                      + "'uploaders':[{'id':'tina','trusted':true},{'id':'ulf'}]}}"))
          .ok();
      anUploaderPublishes();
      anUntrustedUploaderUploadsOnProbation();
      anOwnerApproves();
      anAdministratorCreatesAProject();
      aVisitorReadsWhatWasPublished();
    }
  }

  /** The settings are in a file, since secrets are not accepted as flags. */
  private ServerProcess startServer(String administrator) throws IOException {
    Map<String, String> settings = new TreeMap<>(provider.options());
    settings.put("admin", administrator);
    Path file = directory.resolve("gypsum.conf");
    Files.writeString(
        file, settings.entrySet()
            .stream()
            .map(setting -> setting.getKey() + " = " + setting.getValue() + "\n")
            .collect(Collectors.joining()));
    return ServerProcess.on(directory.resolve("data"))
        .options("--config", file.toString())
        .start();
  }

  private void anUploaderPublishes() throws IOException {
    Path file = Files.writeString(directory.resolve("cells.txt"), "neurons");
    try (Person tina = signIn("tina")) {
      tina.user()
          .open("/publish/brain?asset=cells&version=v1")
          .select("Select files", file)
          .press("Check and upload", "is published.")
          .signOut("tina")
          .open("/sign-out")
          .see("You are not signed in");
    }
  }

  private void anUntrustedUploaderUploadsOnProbation() {
    try (Person ulf = signIn("ulf")) {
      ulf.user()
          .open("/publish/brain?asset=cells&version=v2")
          .see("on probation until an owner of the project (olga)")
          .select("Select files", directory.resolve("cells.txt"))
          .press("Check and upload", "is on probation until an owner approves it.")
          .signOut("ulf");
    }
  }

  private void anOwnerApproves() {
    try (Person olga = signIn("olga")) {
      olga.user()
          .open("/review")
          .follow("brain/cells/v2")
          .press("Approve and publish")
          .see("was approved and is published")
          .signOut("olga");
    }
  }

  private void anAdministratorCreatesAProject() {
    try (Person ada = signIn("ada")) {
      ada.user()
          .expand("ada")
          .follow("Administration")
          .follow("New project")
          .type("Name", "liver")
          .type("Owners", "olga")
          .press("Create the project")
          .see("The project was created")
          .signOut("ada");
    }
    assertThat(server.http().get("/file/liver%2F..permissions").ok().text()).contains("olga");
  }

  private void aVisitorReadsWhatWasPublished() {
    try (Person visitor = visitor()) {
      visitor.user()
          .open("/browse/brain/cells/v2")
          .follow("cells.txt")
          .see("neurons")
          .open("/admin/projects")
          .see("Sign in with " + provider.label());
    }
  }

  /** A person with a browser of their own. */
  private record Person(BrowserContext context, KeyboardUser user) implements AutoCloseable {
    @Override
    public void close() {
      context.close();
    }
  }

  /** Returns a person who has not signed in. */
  private Person visitor() {
    BrowserContext context = chromium.newContext(AxeScan.options());
    return new Person(
        context, new KeyboardUser(new Tab(server.url(), context, provider.web()), axe));
  }

  /** Returns a person who has signed in, starting from the catalogue, to which the provider leads back. */
  private Person signIn(String login) {
    Person person = visitor();
    provider.signsIn(login);
    person.user()
        .open("/sign-in?next=/catalog")
        .follow("Sign in with " + provider.label());
    assertThat(person.user().page().url()).isEqualTo(server.url() + "/catalog");
    return person;
  }
}
