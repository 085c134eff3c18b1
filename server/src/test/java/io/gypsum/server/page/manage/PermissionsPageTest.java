package io.gypsum.server.page.manage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.Uploader;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.server.page.manage.ManagedProject.Browser;
import io.gypsum.store.Content;
import io.gypsum.store.PutCondition;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Owners change permissions with the forms of the pages, as a browser sends them. */
class PermissionsPageTest {
  private static final String PREVIEW = "/manage/p/permissions/preview";
  private static final String APPLY = "/manage/p/permissions";
  private static final Uploader BEN = Uploader.builder("ben").asset("mouse").trusted(true).build();
  private static final Uploader CAT =
      Uploader.builder("cat").until(OffsetDateTime.parse("2099-05-31T12:00:00.5+02:00")).build();
  private static final Permissions PERMISSIONS =
      Permissions.builder().owners("olga").uploaders(BEN, CAT).build();

  @TempDir Path directory;
  private ManagedProject project;

  @BeforeEach
  void start() {
    project = new ManagedProject(directory, PERMISSIONS);
  }

  @AfterEach
  void stop() {
    project.close();
  }

  private Browser olga() throws IOException {
    return project.signedIn("olga").open("/manage/p");
  }

  @Test
  void anOwnerGrantsAccessUntilADayAfterAPreview() throws IOException {
    Browser olga =
        olga().submit(
            PREVIEW, "new-0-id", " alice ", "new-0-asset", "mouse", "new-0-date", "2099-12-31");
    assertThat(olga.status()).isEqualTo(200);
    assertThat(olga.main())
        .contains(
            "alice becomes an uploader of asset 'mouse' until 31 Dec 2099, 23:59:59 UTC; uploads need"
                + " approval")
        .doesNotContain("in the meantime");
    assertThat(project.permissions()).as("nothing is changed yet").isEqualTo(PERMISSIONS);

    olga.submit(APPLY).follow();
    assertThat(olga.page().select("[role=status]").text()).contains("permissions were changed");
    assertThat(project.permissions().owners()).containsExactly("olga");
    assertThat(project.permissions().uploaders())
        .containsExactly(
            BEN, CAT,
            Uploader.builder("alice")
                .asset("mouse")
                .until(OffsetDateTime.parse("2099-12-31T23:59:59Z"))
                .build());
  }

  @Test
  void severalChangesAreMadeAtOnceAndUnchangedEntriesAreKeptExactly() throws IOException {
    Browser olga =
        olga().submit(
            PREVIEW, "entry-0-version", "v3", "entry-0-trusted", null, "new-owner-0", "pia",
            "entry-1-time", "12:30");
    assertThat(olga.main()).contains(
        "pia becomes an owner",
        "ben may upload to version 'v3' of asset 'mouse' instead of asset 'mouse'; is no longer trusted",
        "cat may upload until 31 May 2099, 12:30:00 UTC instead of until 31 May 2099, 10:00:00 UTC");
    olga.submit(APPLY, "entry-1-time", "10:00:00").follow();
    assertThat(project.permissions()).isEqualTo(
        Permissions.builder()
            .owners("olga", "pia")
            .uploaders(Uploader.builder("ben").asset("mouse").version("v3").build(), CAT)
            .build());
  }

  @Test
  void anEntryIsRemoved() throws IOException {
    Browser olga = olga().submit(PREVIEW, "entry-0-remove", "on");
    assertThat(olga.main()).contains("ben may no longer upload to asset 'mouse'");
    olga.submit(APPLY).follow();
    assertThat(project.permissions().uploaders()).containsExactly(CAT);
  }

  @Test
  void theLastOwnerIsWarnedAndLeavesThePage() throws IOException {
    Browser olga = olga().submit(PREVIEW, "owner-0", "on");
    assertThat(olga.page().select(".banner-danger").text())
        .contains("The last owner is removed", "You remove yourself");
    olga.submit(APPLY);
    assertThat(olga.status()).isEqualTo(303);
    assertThat(olga.header("Location")).startsWith("/browse/p");
    assertThat(olga.open("/manage/p").status()).isEqualTo(403);
    assertThat(project.permissions().owners()).isEmpty();
  }

  @Test
  void rightsThatPermitNothingOrEverythingAndUnknownAssetsAreNoted() throws IOException {
    String warnings =
        olga().submit(
            PREVIEW, "new-0-id", "alice", "new-0-asset", "muose", "new-0-date", "2020-01-01")
            .page()
            .select(".banner-warning")
            .text();
    assertThat(warnings)
        .contains("'alice' ended at 1 Jan 2020", "in the past", "no asset 'muose' yet");
    assertThat(olga().submit(PREVIEW, "new-0-id", "bob").page().select(".banner-warning").text())
        .contains("'bob' may upload to all assets, also new ones, without end");
  }

  @Test
  void invalidInputsAreMarkedAndEverythingTypedIsKept() throws IOException {
    Browser olga =
        olga().submit(
            PREVIEW, "new-owner-0", "pia", "new-0-id", "", "new-0-asset", "a/b", "new-0-date",
            "31.12.2099", "new-0-time", "25:00", "entry-1-date", "", "entry-1-time", "10:00");
    assertThat(olga.status()).isEqualTo(400);
    assertThat(olga.page().select("[aria-invalid]").eachAttr("name"))
        .containsExactly(
            "entry-1-date", "new-0-id", "new-0-asset", "new-0-date", "new-0-time");
    assertThat(olga.page().select("input[name=new-owner-0]").val()).isEqualTo("pia");
    assertThat(olga.page().select("input[name=new-0-asset]").val()).isEqualTo("a/b");
    assertThat(olga.page().select("input[name=new-0-date]").val()).isEqualTo("31.12.2099");
    assertThat(olga.page().select("#new-0-date-problem").text())
        .isEqualTo("'31.12.2099' is not a date. Enter a date such as 2030-01-31.");
    for (Element invalid : olga.page().select("[aria-invalid]")) {
      String[] described = invalid.attr("aria-describedby").split(" ");
      assertThat(olga.page().getElementById(described[described.length - 1]))
          .as(invalid.attr("name"))
          .isNotNull();
    }

    olga.submit(
        PREVIEW, "new-0-id", "alice", "new-0-asset", "ab", "new-0-date", "2099-12-31",
        "new-0-time", "", "entry-1-time", "");
    assertThat(olga.status()).isEqualTo(200);
    assertThat(olga.main()).contains("pia becomes an owner", "cat may upload without end");
  }

  @Test
  void changesOfOthersAreShownAndKept() throws IOException {
    Browser olga =
        olga()
            .submit(PREVIEW, "new-0-id", "alice", "entry-0-remove", "on", "entry-1-trusted", "on");
    Uploader dan = Uploader.builder("dan").build();
    project.write(
        Permissions.builder().owners("olga", "pia").uploaders(BEN, dan).build());
    olga.submit(APPLY);
    assertThat(olga.status()).isEqualTo(400);
    assertThat(olga.page().select("section[aria-labelledby=others] li").eachText())
        .containsExactly(
            "added pia becomes an owner",
            "added dan becomes an uploader of all assets without end; uploads need approval",
            "removed cat may no longer upload to all assets");
    assertThat(olga.page().select("section[aria-labelledby=yours]").text())
        .contains(
            "alice becomes an uploader", "ben may no longer upload", "'cat' for all assets was")
        .doesNotContain("dan");
    assertThat(project.permissions().owners()).as("nothing is changed").contains("pia");

    olga.submit(APPLY).follow();
    assertThat(project.permissions()).isEqualTo(
        Permissions.builder()
            .owners("olga", "pia")
            .uploaders(dan, Uploader.builder("alice").build())
            .build());
  }

  @Test
  void changesBeforeThePreviewAreShownThere() throws IOException {
    Browser olga = olga();
    project.write(Permissions.builder().owners("olga").uploaders(CAT).build());
    olga.submit(PREVIEW, "new-0-id", "alice");
    assertThat(olga.status()).isEqualTo(200);
    assertThat(olga.page().select("section[aria-labelledby=others]").text())
        .contains("ben may no longer upload");
    olga.submit(APPLY).follow();
    assertThat(project.permissions().uploaders())
        .containsExactly(CAT, Uploader.builder("alice").build());
  }

  @Test
  void theSecondOfTwoEqualRequestsChangesNothing() throws IOException {
    Browser olga = olga().submit(PREVIEW, "new-0-id", "alice", "entry-0-remove", "on");
    Map<String, String> fields = new HashMap<>();
    olga.form(APPLY)
        .select("input")
        .forEach(input -> fields.put(input.attr("name"), input.val()));
    olga.send(APPLY, new HashMap<>(fields)).follow();
    Permissions once = project.permissions();
    olga.send(APPLY, fields).follow();
    assertThat(olga.page().select("[role=status]").text()).contains("Nothing was changed");
    assertThat(project.permissions()).isEqualTo(once);
  }

  @Test
  void rowsAreAddedAndTheFormCanBeOpenedAgainFromThePreview() throws IOException {
    Browser olga = olga().submit(PREVIEW, "step", "more", "new-0-id", "alice");
    olga.submit(PREVIEW, "new-1-id", "bob", "entry-0-remove", "on");
    assertThat(olga.main()).contains("alice becomes", "bob becomes", "ben may no longer");
    Map<String, String> fields = new HashMap<>();
    olga.form(APPLY)
        .select("input")
        .forEach(input -> fields.put(input.attr("name"), input.val()));
    fields.put("step", "edit");
    olga.send(PREVIEW, fields);
    assertThat(olga.page().select("input[name=new-1-id]").val()).isEqualTo("bob");
    assertThat(olga.page().select("input[name=entry-0-remove]").hasAttr("checked")).isTrue();
    assertThat(project.permissions()).isEqualTo(PERMISSIONS);
  }

  @Test
  void aProjectThatWasRemovedInTheMeantimeIsNotCreatedAgain() throws IOException {
    Browser olga = olga().submit(PREVIEW, "new-0-id", "alice");
    project.store.delete(List.of(BucketLayout.permissions(ManagedProject.P)));
    olga.submit(APPLY);
    assertThat(olga.status()).isEqualTo(404);
    assertThat(olga.main()).contains("project 'p' does not exist");
    assertThat(project.store.head(BucketLayout.permissions(ManagedProject.P))).isEmpty();
  }

  @Test
  void anOwnerWhoWasRemovedInTheMeantimeChangesNothing() throws IOException {
    Browser olga = olga().submit(PREVIEW, "new-0-id", "alice");
    project.write(Permissions.builder().owners("pia").build());
    assertThat(olga.submit(APPLY).status()).isEqualTo(403);
    assertThat(project.permissions().uploaders()).isEmpty();
  }

  @Test
  void aFormWithoutItsBaseIsRefusedWithAReason() throws IOException {
    Browser olga = olga().send(APPLY, new HashMap<>(Map.of("new-0-id", "alice")));
    assertThat(olga.status()).isEqualTo(400);
    assertThat(olga.main()).contains("the form is incomplete");
  }

  @Test
  void invalidStoredEntriesAreKeptAndCanBeRemoved() throws IOException {
    project.store.put(
        BucketLayout.permissions(ManagedProject.P),
        Content.of(
            "{\"owners\":[\"olga\"],\"uploaders\":[{\"id\":\"x\",\"version\":null},{\"id\":\"y\\nz\",\"asset\":\" b\\n\"}]}"
                .getBytes(StandardCharsets.UTF_8)),
        PutCondition.OVERWRITE);
    Browser olga = olga().submit(PREVIEW, "new-owner-0", "pia");
    assertThat(olga.page().select("section[aria-labelledby=yours] li").eachText())
        .as("entries that the user has not changed")
        .containsExactly("added pia becomes an owner");
    olga.submit(APPLY).follow();
    assertThat(project.content("p/..permissions")).contains("{\"id\":\"x\",\"version\":null}");

    olga.open("/manage/p").submit(PREVIEW, "entry-0-remove", "on").submit(APPLY).follow();
    assertThat(project.content("p/..permissions")).doesNotContain("null");
  }

  /** The form was opened in an earlier session of the same browser. */
  @Test
  void aFormOfAnEarlierSessionKeepsWhatWasTypedAndCanBeSentAgain() throws IOException {
    Browser olga = olga();
    olga.signInAgain();
    olga.submit(PREVIEW, "new-0-id", "alice", "new-owner-0", "<pia>");
    assertThat(olga.status()).isEqualTo(403);
    assertThat(olga.main()).contains("Nothing was changed yet", "You are signed in as olga");
    olga.submit(PREVIEW);
    assertThat(olga.status()).isEqualTo(200);
    assertThat(olga.main()).contains("alice becomes an uploader", "<pia> becomes an owner");
  }

  @Test
  void aFormThatIsSentAfterTheSessionKeepsWhatWasTyped() throws IOException {
    Browser olga = olga();
    olga.forgetSession();
    olga.submit(PREVIEW, "new-0-id", "alice");
    assertThat(olga.status()).isEqualTo(401);
    assertThat(olga.main()).contains("sign in in a new tab");
    olga.signInAgain();
    olga.submit(PREVIEW);
    assertThat(olga.status()).as("the token is of the earlier session").isEqualTo(403);
    olga.submit(PREVIEW);
    assertThat(olga.main()).contains("alice becomes an uploader");
  }

  @Test
  void aFormOfAnotherSiteIsNotShownAgain() throws IOException {
    Browser olga = olga();
    assertThat(olga.submitFromAnotherSite(PREVIEW, "new-0-id=mallory").status()).isEqualTo(403);
    assertThat(olga.page().html()).doesNotContain("mallory");
    olga.forgetSession();
    assertThat(olga.submitFromAnotherSite(PREVIEW, "new-0-id=mallory").status()).isEqualTo(401);
    assertThat(olga.page().html()).doesNotContain("mallory");
  }

  @Test
  void attemptsAreInTheAuditLogAndPreviewsAreNot() throws IOException {
    Browser olga = olga().submit(PREVIEW, "new-0-id", "alice");
    project.write(Permissions.builder().owners("olga").build());
    olga.submit(APPLY);
    olga.submit(APPLY).follow();
    olga.submit(PREVIEW, "new-0-id", "bob");
    project.close();
    assertThat(project.server.auditedActions())
        .containsExactly("sign-in ok", "set-permissions refused", "set-permissions ok");
  }

  @Test
  void anUnknownLoginIsNoticedInThePreview() throws IOException {
    project.server.addUser("alice", "lab");
    Browser olga =
        olga().submit(
            PREVIEW, "new-0-id", "alcie", "new-0-asset", "mouse", "new-owner-0", "lab");
    assertThat(olga.page().select(".banner-warning").text())
        .contains("neither an account nor an organization 'alcie'. Check the spelling.")
        .doesNotContain("'lab'");
    assertThat(
        olga().submit(PREVIEW, "new-0-id", "alice", "new-0-asset", "mouse")
            .page()
            .select(".banner-warning")
            .text())
        .doesNotContain("Check the spelling");
  }

  @Test
  void thePreviewContainsTheCommandsThatMakeTheChange() throws IOException {
    Browser olga =
        olga().submit(
            PREVIEW, "new-0-id", "alice", "new-0-asset", "mouse", "new-0-date", "2099-12-31",
            "new-0-trusted", "on", "new-owner-0", "o'neil");
    List<String> commands = olga.page().select(".commands code").eachText();
    assertThat(commands.get(0))
        .contains(
            "--add-owner='o'\\''neil'",
            "--add-uploader='{\"id\":\"alice\",\"asset\":\"mouse\",\"until\":\"2099-12-31T23:59:59Z\",\"trusted\":true}'")
        .endsWith(" p");
    assertThat(commands.get(1))
        .contains(
            "owners=c(\"olga\"",
            "list(id=\"alice\", asset=\"mouse\", until=\"2099-12-31T23:59:59Z\", trusted=TRUE)",
            "append=FALSE");
    assertThat(commands.get(2))
        .contains("{\"id\": \"alice\", \"asset\": \"mouse\"", "\"trusted\": True}", "append=False");
    assertThat(commands.get(3)).contains("curl -f -X PUT", "\"owners\":[\"olga\"");
  }

  @Test
  void thePreviewOfARemovalContainsItsCommand() throws IOException {
    Browser olga = olga().submit(PREVIEW, "entry-0-remove", "on");
    String id = project.permissions().uploaders().getFirst().id();
    assertThat(olga.page().select(".commands code").first().text())
        .containsAnyOf("--remove-uploader=" + id, "--set-uploaders=");
  }
}
