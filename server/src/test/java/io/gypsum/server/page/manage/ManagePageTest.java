package io.gypsum.server.page.manage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.Quota;
import io.gypsum.core.document.Uploader;
import io.gypsum.core.name.Key;
import io.gypsum.server.http.RawHttp;
import io.gypsum.server.page.manage.ManagedProject.Browser;
import io.gypsum.store.Content;
import io.gypsum.store.PutCondition;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Who sees which forms of a project, and what the forms of quota, lock, derived documents and history do. */
@Timeout(60)
class ManagePageTest {
  private static final String QUOTA = "/manage/p/quota";
  private static final String UNLOCK = "/manage/p/unlock";

  @TempDir Path directory;
  private ManagedProject project;

  @BeforeEach
  void start() {
    project =
        new ManagedProject(
            directory,
            Permissions.builder()
                .owners("olga")
                .uploaders(Uploader.builder("ben").build())
                .build());
  }

  @AfterEach
  void stop() {
    project.close();
  }

  private Browser root() throws IOException {
    return project.signedIn("root").open("/manage/p");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/manage/p", "/manage/p/history", "/manage/p/assets", "/manage/p/remove"})
  void everyoneElseIsRefused(String path) throws IOException {
    assertThat(project.server.browser().get(path).header("Location"))
        .startsWith("/sign-in?next=");
    assertThat(project.signedIn("eve").open(path).status()).isEqualTo(403);
    assertThat(project.signedIn("root").open(path).status()).isEqualTo(200);
  }

  @Test
  void ownersSeeTheirFormsAndAdministratorsAllForms() throws IOException {
    Browser olga = project.signedIn("olga").open("/manage/p");
    assertThat(olga.hasForm("/manage/p/permissions/preview")).isTrue();
    assertThat(olga.hasForm(QUOTA)).isFalse();
    assertThat(olga.hasForm("/manage/p/refresh")).isFalse();
    assertThat(olga.main())
        .contains("Only administrators of this server remove versions", "6 B", "Limit this year");
    assertThat(olga.open("/manage/p/assets").status()).isEqualTo(403);
    assertThat(root().hasForm(QUOTA)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {QUOTA, "/manage/p/refresh", "/manage/p/refresh/mouse", "/manage/p/remove",
          "/manage/p/remove/mouse", "/manage/p/remove/mouse/v1"})
  void ownersCannotSendTheFormsOfAdministrators(String action) throws IOException {
    Browser olga = project.signedIn("olga").open("/manage/p");
    assertThat(olga.send(action, new HashMap<>(Map.of("name", "p"))).status()).isEqualTo(403);
    assertThat(project.exists("p/mouse/v1/a.txt")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/manage/p/permissions/preview", "/manage/p/permissions", UNLOCK})
  void othersCannotSendTheFormsOfOwners(String action) throws IOException {
    Browser eve = project.signedIn("eve").open("/sign-in");
    Map<String, String> fields =
        new HashMap<>(
            Map.of(
                "base", "{\"owners\":[],\"uploaders\":[]}", "etag", "x", "new-owner-0", "eve",
                "confirm", "on"));
    assertThat(eve.send(action, fields).status()).isEqualTo(403);
    assertThat(project.permissions().owners()).containsExactly("olga");
  }

  @Test
  void onlyManagersSeeTheLinkOnThePageOfTheProject() throws IOException {
    String link = "a[href=/manage/p]";
    assertThat(project.signedIn("olga").open("/browse/p").page().select(link)).hasSize(1);
    assertThat(project.signedIn("root").open("/browse/p").page().select(link)).hasSize(1);
    assertThat(project.signedIn("eve").open("/browse/p").page().select(link)).isEmpty();
  }

  @Test
  void aProjectThatDoesNotExistIsNotFound() throws IOException {
    assertThat(project.signedIn("root").open("/manage/missing").status()).isEqualTo(404);
  }

  @Test
  void corruptPermissionsAreShownToAdministrators() throws IOException {
    project.store.put(
        new Key("p/..permissions"), Content.of(new byte[] {'['}), PutCondition.OVERWRITE);
    Browser root = root();
    assertThat(root.status()).isEqualTo(200);
    assertThat(root.main()).contains("corrupt", "write new permissions with the command");
    assertThat(root.hasForm(QUOTA)).isTrue();
  }

  @Test
  void administratorsSetTheQuota() throws IOException {
    Browser root = root();
    assertThat(root.page().select("input[name=baseline]").val()).isEqualTo("1 GB");
    root.submit(QUOTA, "baseline", "1.5 TB", "year", "2027").follow();
    assertThat(root.main()).contains("The quota was changed.");
    assertThat(project.quota()).isEqualTo(new Quota(1_500_000_000_000L, 500_000_000, 2027));
  }

  @Test
  void anInvalidQuotaIsMarkedAndKept() throws IOException {
    Browser root = root().submit(QUOTA, "baseline", "much", "growth", "2 GB", "year", "next");
    assertThat(root.status()).isEqualTo(400);
    assertThat(root.page().select("[aria-invalid]").eachAttr("name"))
        .containsExactly("baseline", "year");
    assertThat(root.page().select("input[name=growth]").val()).isEqualTo("2 GB");
    root.submit(QUOTA, "baseline", "3 GB", "year", "2026").follow();
    assertThat(project.quota()).isEqualTo(new Quota(3_000_000_000L, 2_000_000_000L, 2026));
  }

  @Test
  void aQuotaBelowTheUsageHasToBeConfirmed() throws IOException {
    Browser root = root().submit(QUOTA, "baseline", "5", "growth", "0");
    assertThat(root.status()).isEqualTo(400);
    assertThat(root.main()).contains("The project stores 6 B", "(5 B)");
    assertThat(project.quota().baselineBytes().intValue()).isEqualTo(1_000_000_000);
    root.submit(QUOTA, "confirm-limit", "on").follow();
    assertThat(project.quota()).isEqualTo(new Quota(5, 0, 2026));
  }

  @Test
  void eachRiskOfAQuotaIsConfirmedSeparately() throws IOException {
    Browser root = root();
    project.write(new Quota(7_000_000_000L, 0, 2025));
    root.submit(QUOTA, "baseline", "5", "growth", "0");
    assertThat(root.main()).contains("is 7 GB in each year", "The project stores 6 B");
    root.submit(QUOTA, "confirm-limit", "on");
    assertThat(root.status()).as("only the limit").isEqualTo(400);
    root.submit(QUOTA, "confirm-limit", null, "confirm-replacing", "on");
    assertThat(root.status()).as("only the replacement").isEqualTo(400);
    assertThat(project.quota().baselineBytes().longValue()).isEqualTo(7_000_000_000L);
    project.write(new Quota(8_000_000_000L, 0, 2025));
    root.submit(QUOTA, "confirm-limit", "on");
    assertThat(root.status()).as("another quota than the confirmed one").isEqualTo(400);
    assertThat(root.main()).contains("is 8 GB in each year");
    root.submit(QUOTA, "confirm-replacing", "on").follow();
    assertThat(project.quota()).isEqualTo(new Quota(5, 0, 2026));
  }

  @Test
  void theQuotaInForceIsShownBesideTheForm() throws IOException {
    Browser root = root().submit(QUOTA, "baseline", "much");
    assertThat(root.page().select("#quota-help").text())
        .startsWith("In force: the limit is 1 GB in 2026 and grows by 500 MB per year.");
  }

  @Test
  void aQuotaThatWasChangedInTheMeantimeIsShown() throws IOException {
    Browser root = root();
    project.write(new Quota(7_000_000_000L, 0, 2025));
    root.submit(QUOTA, "baseline", "3 GB");
    assertThat(root.status()).isEqualTo(400);
    assertThat(root.main()).contains("In force now: the limit is 7 GB in each year");
    assertThat(project.quota()).isEqualTo(new Quota(7_000_000_000L, 0, 2025));
    root.submit(QUOTA, "confirm-replacing", "on").follow();
    assertThat(project.quota()).isEqualTo(new Quota(3_000_000_000L, 500_000_000, 2026));
  }

  @Test
  void anOwnerEndsTheOperationThatIsShown() throws IOException {
    project.startUpload("p/mouse/v3");
    Browser olga = project.signedIn("olga").open("/manage/p");
    assertThat(olga.page().select("section[aria-labelledby=lock]").text())
        .contains(
            "upload of 'p/mouse/v3'", "By olga", "Since", "unless it continues",
            "everything that was sent is deleted");
    olga.submit(UNLOCK);
    assertThat(olga.status()).as("without confirmation").isEqualTo(400);
    assertThat(project.exists("p/..LOCK")).isTrue();
    olga.submit(UNLOCK, "confirm", "on").follow();
    assertThat(olga.main()).contains("The project is unlocked.").doesNotContain("is locked");
    assertThat(project.exists("p/mouse/v3/..manifest")).isFalse();
  }

  @Test
  void anOperationThatHasBegunInTheMeantimeContinues() throws IOException {
    project.startUpload("p/mouse/v3");
    Browser olga = project.signedIn("olga").open("/manage/p");
    Browser second = project.signedIn("root").open("/manage/p");
    second.submit(UNLOCK, "confirm", "on").follow();
    project.startUpload("p/mouse/v4");
    olga.submit(UNLOCK, "confirm", "on");
    assertThat(olga.status()).isEqualTo(400);
    assertThat(olga.main()).contains("another one has begun", "upload of 'p/mouse/v4'");
    assertThat(project.exists("p/mouse/v4/..manifest")).isTrue();
  }

  @Test
  void administratorsRecomputeUsageAndLatestVersion() throws IOException {
    project.store.delete(List.of(new Key("p/mouse/..latest")));
    Browser root = root().submit("/manage/p/refresh").follow();
    assertThat(root.main()).contains("The usage was recomputed");
    assertThat(project.content("p/..usage")).isEqualTo("{\"total\":6}");
    root.open("/manage/p/assets/mouse").submit("/manage/p/refresh/mouse").follow();
    assertThat(root.main()).contains("The latest version of the asset was recomputed");
    assertThat(project.content("p/mouse/..latest")).contains("v2");
  }

  @Test
  void theHistoryShowsWhoChangedWhat() throws IOException {
    root().submit(QUOTA, "baseline", "2 GB").follow();
    root().submit(QUOTA, "baseline", "much");
    Browser olga = project.signedIn("olga").open("/manage/p/history");
    // The log is written in the background.
    while (olga.page().select("section[aria-labelledby=events] li").size() < 2) {
      olga.open("/manage/p/history");
    }
    assertThat(olga.page().select("section[aria-labelledby=events] .list-title").eachText())
        .containsExactly("root", "root");
    assertThat(olga.page().select("section[aria-labelledby=events] li").first().text())
        .contains("root tried to change the quota refused", "'much' is not a size");
    String events = "section[aria-labelledby=events]";
    assertThat(olga.page().select(events).text())
        .contains("As recorded by this server")
        .doesNotContain("127.0.0.1");
    assertThat(olga.page().select("aside .list-title").eachText())
        .contains("mouse/v1", "mouse/v2");
    assertThat(root().open("/manage/p/history").page().select(events).text())
        .as("for administrators")
        .contains("127.0.0.1");
  }

  private static final String EVENTS = "section[aria-labelledby=events]";

  /** Opens the history until it contains a text; the log is written in the background. */
  private Browser history(String login, String text) throws IOException {
    Browser browser = project.signedIn(login).open("/manage/p/history");
    for (int i = 0; i < 2_000 && !browser.page().select(EVENTS).text().contains(text); i++) {
      browser.open("/manage/p/history");
    }
    assertThat(browser.page().select(EVENTS).text()).contains(text);
    return browser;
  }

  @Test
  void theHistorySaysWhatChangedInThePermissionsAndTheQuota() throws IOException {
    Browser olga = project.signedIn("olga").open("/manage/p");
    olga.submit(
        "/manage/p/permissions/preview", "new-0-id", "Zoë", "new-0-asset", "mouse", "new-0-date",
        "2030-01-31", "entry-0-remove", "on")
        .submit("/manage/p/permissions")
        .follow();
    root().submit(QUOTA, "baseline", "2 GB").follow();
    assertThat(
        history("olga", "changed the quota").page()
            .select(EVENTS + " li li")
            .eachText())
        .containsExactly(
            "the limit is 2 GB in 2026 and grows by 500 MB per year; before: 1 GB in 2026 and"
                + " grows by 500 MB per year",
            "Zoë becomes an uploader of asset 'mouse' until 31 Jan 2030, 23:59:59 UTC; uploads need"
                + " approval",
            "ben may no longer upload to all assets");
  }

  @Test
  void theHistoryOfTheApiSaysWhatChangedToo() throws IOException {
    String token = project.server.addUser("oscar");
    project.write(Permissions.builder().owners("olga", "oscar").build());
    send(
        token, "PUT", "/permissions/p", "{\"uploaders\":[{\"id\":\"mia\",\"trusted\":true}]}");
    assertThat(history("olga", "changed the permissions").page().select(EVENTS).text())
        .contains("mia becomes an uploader of all assets without end; trusted");
  }

  @Test
  void aRefusedAttemptIsCalledOne() throws IOException {
    project.signedIn("eve").open("/sign-in").send(UNLOCK, new HashMap<>(Map.of("confirm", "on")));
    assertThat(history("olga", "refused").page().select(EVENTS + " li").first().text())
        .startsWith("eve tried to unlock the project refused");
  }

  @Test
  void theHistoryOfAnEarlierProjectIsSeparate() throws IOException {
    String token = project.server.addAdministrator("ada");
    root().submit(QUOTA, "baseline", "2 GB").follow();
    root().open("/manage/p/remove").submit("/manage/p/remove", "name", "p");
    assertThat(project.exists("p/..permissions")).isFalse();
    send(token, "POST", "/create/p", "{\"permissions\":{\"owners\":[\"olga\"]}}");
    root().submit(QUOTA, "baseline", "3 GB").follow();
    Element events = history("olga", "3 GB").page().select(EVENTS).first();
    assertThat(events.select("h3").eachText())
        .singleElement()
        .asString()
        .startsWith("Before the project was created again on ");
    assertThat(events.select("ol").getFirst().select("> li .list-title").eachText())
        .containsExactly("root", "ada");
    assertThat(events.select("ol").getLast().text())
        .contains("root removed the project", "root changed the quota")
        .doesNotContain("ada");
  }

  private void send(String token, String method, String path, String body) throws IOException {
    String head =
        RawHttp.head(
            method, path, "Authorization: Bearer " + token, "Content-Length: " + body.length());
    assertThat(RawHttp.ask(project.server.port(), head + "\r\n" + body).status()).isEqualTo(200);
  }

  @Test
  void theCommandSetsTheQuotaThatIsTyped() throws IOException {
    Browser root = root();
    assertThat(root.page().select(".commands code").first().text())
        .contains("gypsum quota --baseline 1GB --growth 500000000 --year 2026 ");
    root.submit(QUOTA, "baseline", "2 TB", "growth", "much");
    assertThat(root.page().select(".commands code").first().text())
        .contains("gypsum quota --baseline 2TB --growth much ");
  }
}
