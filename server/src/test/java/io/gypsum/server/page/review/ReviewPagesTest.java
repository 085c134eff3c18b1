package io.gypsum.server.page.review;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.gypsum.core.concurrent.Sleeper;
import io.gypsum.core.decision.User;
import io.gypsum.core.document.Rejection;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.audit.AuditEvent;
import io.gypsum.server.audit.AuditFiles;
import io.gypsum.server.audit.AuditReader;
import io.gypsum.server.data.SigningKey;
import io.gypsum.server.http.RawHttp.Answer;
import io.gypsum.server.testing.ClientUpload;
import io.gypsum.server.testing.MemberServer;
import io.gypsum.server.testing.MemberServer.Browser;
import io.gypsum.server.testing.TestOperations;
import io.gypsum.server.testing.TestVersion;
import io.gypsum.store.Content;
import io.gypsum.store.PutCondition;
import io.gypsum.store.bucket.BucketReader;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.gypsum.server.testing.Files.body;
import static io.gypsum.server.testing.Files.link;
import static io.gypsum.server.testing.Files.simple;
import static org.assertj.core.api.Assertions.assertThat;

/** The pages with which versions on probation are reviewed, in browsers without scripts, for every role. */
class ReviewPagesTest {
  private static final User OLGA = new User("olga", Set.of(), false);
  private static final User ULF = new User("ulf", Set.of(), false);
  private static final AssetVersion V2 = AssetVersion.parse("p/a/v2");
  private static final String REVIEW = "/review/p/a/v2";
  private static final String APPROVE = REVIEW + "/approve";
  private static final String REJECT = REVIEW + "/reject";

  @TempDir Path directory;

  private MemberServer server;
  private TestOperations operations;
  private BucketReader bucket;

  @BeforeEach
  void start() throws IOException {
    Path schemas = Files.createDirectories(directory.resolve("schemas/x"));
    Files.writeString(
        schemas.resolve("v1.json"),
        "{\"required\":[\"title\"],\"properties\":{\"rows\":{\"type\":\"integer\"}}}");
    server = MemberServer.start(directory, "schemas", schemas.getParent().toString());
    server.addAdministrator("adam");
    for (String user : List.of("olga", "ulf", "uma", "sam")) {
      server.addUser(user);
    }
    server.addUser("lea", "lab");
    bucket = new BucketReader(server.store());
    operations =
        new TestOperations(
            server.store(), Clock.systemUTC(), SigningKey.random(), Sleeper.SYSTEM);
    operations.create(
        "p",
        "{\"owners\":[\"olga\",\"lab\"],\"uploaders\":[{\"id\":\"ulf\"},{\"id\":\"uma\"}]}");
    operations.create("q", "{\"owners\":[\"uma\"],\"uploaders\":[{\"id\":\"ulf\"}]}");
    operations.publish(OLGA, "p/a/v1", "a.txt", "one", "gone.txt", "gone");
    upload(
        "p/a/v2", "a.txt", "two!", "docs/_x.json", "{\"rows\":\"many\"}", "_x.json",
        "{\"title\":\"t\"}");
    upload("q/b/v1", "b.txt", "three");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** Uploads a version that is on probation, with a link to p/a/v1. */
  private void upload(String version, String... files) {
    String[] declared = new String[files.length / 2 + 1];
    for (int i = 0; i < declared.length - 1; i++) {
      declared[i] = simple(files[2 * i], files[2 * i + 1]);
    }
    declared[declared.length - 1] = link("old.txt", "p/a/v1/a.txt");
    ClientUpload session = operations.start(ULF, version, body(false, declared));
    for (int i = 0; i < declared.length - 1; i++) {
      operations.send(session, files[2 * i], files[2 * i + 1]);
    }
    operations.complete(session);
  }

  private static Document page(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return Jsoup.parse(answer.text());
  }

  private List<String> queue(String user) throws IOException {
    return page(server.signedIn(user).get("/review"))
        .select("section[aria-labelledby=waiting] tbody th")
        .eachText();
  }

  /** Opens the review, and returns the field that identifies the upload. */
  private static String open(Browser browser) throws IOException {
    return page(browser.get(REVIEW)).select("form input[name=finish]").first().attr("value");
  }

  private Summary summary() {
    return bucket.summary(V2).orElseThrow();
  }

  private static void assertRefused(Answer answer, int status, String... texts) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(Jsoup.parse(answer.text()).text()).contains("Nothing was changed").contains(texts);
  }

  @Test
  void theQueueContainsWhatTheUserMayDecideOn() throws IOException {
    assertThat(queue("olga")).containsExactly("p/a/v2");
    assertThat(queue("lea")).containsExactly("p/a/v2");
    assertThat(queue("uma")).containsExactly("q/b/v1");
    assertThat(queue("adam")).containsExactly("p/a/v2", "q/b/v1");
    assertThat(queue("ulf")).isEmpty();
    assertThat(queue("sam")).isEmpty();
  }

  @Test
  void theQueueIsDividedIntoPages() throws IOException {
    Instant finish = Instant.parse("2026-03-01T12:00:00Z");
    for (int i = 0; i < ReviewQueuePage.PAGE_SIZE; i++) {
      new TestVersion(server.store(), "q/c/v" + i)
          .write(new Summary("ulf", finish, finish.plusSeconds(i), true));
    }
    Browser uma = server.signedIn("uma");
    Document first = page(uma.get("/review"));
    assertThat(first.select("section[aria-labelledby=waiting] tbody tr")).hasSize(50);
    assertThat(first.select("#waiting + span").text()).isEqualTo("51 versions");
    Document last = page(uma.get("/review?page=2"));
    assertThat(last.select("section[aria-labelledby=waiting] tbody th").eachText())
        .containsExactly("q/b/v1");
  }

  @Test
  void theReviewShowsWhatAnOwnerNeedsToDecide() throws IOException {
    Document review = page(server.signedIn("olga").get(REVIEW));
    assertThat(review.select("section[aria-labelledby=changes] tbody tr").eachText())
        .containsExactly(
            "added _x.json 13 B", "changed a.txt 4 B was 3 B", "added docs/_x.json 15 B",
            "removed gone.txt 4 B", "added old.txt 3 B");
    assertThat(review.select("#changes + a").attr("href")).isEqualTo("/compare/p/a/v1/v2");
    assertThat(review.select("section[aria-labelledby=links] tbody tr").eachText())
        .containsExactly("old.txt p/a/v1/a.txt");
    assertThat(review.select("section[aria-labelledby=links] td a").attr("href"))
        .isEqualTo("/browse/p/a/v1/a.txt");
    assertThat(review.select("section[aria-labelledby=metadata]").text())
        .contains("Violations in 1 of 2 documents.", "docs/_x.json");
    assertThat(review.select(".violations li").eachText())
        .containsExactlyInAnyOrder(
            "the top level: expected the property 'title', found none",
            "/rows: expected an integer, found \"many\"");
    assertThat(review.select(".files tbody th").eachText())
        .containsExactly("docs", "_x.json", "a.txt", "old.txt link");
    String aside = review.select("aside").text();
    assertThat(aside).contains(
        "User ulf", "Files 4", "Links 1", "Stored 32 B", "Latest v1",
        "If rejected 7 B: 32 B are freed");
    assertThat(review.select("form[action=" + APPROVE + "], form[action=" + REJECT + "]"))
        .hasSize(2);
    assertThat(review.select("#commands ~ .tabs").text())
        .contains("gypsum approve --url", "gypsum::rejectProbation(\"p\", \"a\", \"v2\"");
  }

  @Test
  void onlyOwnersAdministratorsAndTheUploaderMayOpenAReview() throws IOException {
    Answer anonymous = server.browser().get(REVIEW);
    assertThat(anonymous.status()).isEqualTo(303);
    assertThat(anonymous.header("Location")).isEqualTo("/sign-in?next=%2Freview%2Fp%2Fa%2Fv2");
    for (String user : List.of("uma", "sam")) {
      Browser browser = server.signedIn(user);
      assertThat(browser.get(REVIEW).status()).as(user).isEqualTo(403);
      browser.get("/review");
      String finish = new ReviewPageField(summary()).text();
      assertThat(browser.post(APPROVE, "finish", finish).status()).as(user).isEqualTo(403);
      assertThat(browser.post(REJECT, "finish", finish, "confirm", "on", "reason", "no").status())
          .as(user)
          .isEqualTo(403);
    }
    for (String user : List.of("olga", "lea", "adam")) {
      assertThat(page(server.signedIn(user).get(REVIEW)).select("form[action=" + APPROVE + "]"))
          .as(user)
          .hasSize(1);
    }
    Browser ulf = server.signedIn("ulf");
    Document own = page(ulf.get(REVIEW));
    assertThat(own.select("form[action=" + APPROVE + "]")).isEmpty();
    assertThat(own.select("form[action=" + REJECT + "] button").text())
        .isEqualTo("Withdraw and delete");
    assertThat(ulf.post(APPROVE, "finish", open(ulf)).status()).isEqualTo(403);
    assertThat(summary().isOnProbation()).isTrue();
  }

  /** The value of the hidden field. */
  private record ReviewPageField(Summary summary) {
    String text() {
      return ReviewPage.finish(summary).toString();
    }
  }

  @Test
  void anApprovedVersionIsPublishedAndItsUploaderCanSeeWhoDecided() throws IOException {
    Browser olga = server.signedIn("olga");
    Answer answer = olga.post(APPROVE, "finish", open(olga));
    assertThat(answer.status()).isEqualTo(303);
    assertThat(answer.header("Location")).isEqualTo("/review?done=approved&version=p%2Fa%2Fv2");
    assertThat(summary().isPublished()).isTrue();
    Document after = page(olga.get(answer.header("Location")));
    assertThat(after.select("[role=status]").text()).contains("p/a/v2 was approved");
    assertThat(after.select("section[aria-labelledby=waiting] tbody th")).isEmpty();
    assertThat(page(olga.get(REVIEW)).text()).contains("This version is published.");

    awaitEvent("approve-version");
    Document own = page(server.signedIn("ulf").get("/review"));
    assertThat(own.select(".own-uploads tbody th").eachText())
        .containsExactly("q/b/v1", "p/a/v2");
    assertThat(own.select(".own-uploads tbody td:last-child").eachText().getFirst())
        .startsWith("on probation");
    assertThat(own.select(".own-uploads tbody td:last-child").eachText().getLast())
        .startsWith("approved by olga on");
  }

  @Test
  void aRejectedVersionIsDeletedAndItsUploaderCanReadTheReason() throws IOException {
    Browser adam = server.signedIn("adam");
    Answer answer =
        adam.post(
            REJECT, "finish", open(adam), "confirm", "on", "reason",
            " no <b>README</b>\r\nand no title ");
    assertThat(answer.status()).isEqualTo(303);
    assertThat(bucket.summary(V2)).isEmpty();
    assertThat(page(adam.get(answer.header("Location"))).select("[role=status]").text())
        .contains("p/a/v2 was rejected");

    AuditEvent event = awaitEvent("reject-version");
    assertThat(event.actor().user()).isEqualTo("adam");
    assertThat(event.actor().comment()).isEqualTo("no <b>README</b>\nand no title");
    assertThat(event.target().uploader()).isEqualTo("ulf");

    Browser ulf = server.signedIn("ulf");
    assertThat(page(ulf.get("/review")).select(".own-uploads tbody tr").first().text())
        .startsWith("p/a/v2")
        .contains("rejected by adam on")
        .endsWith(" no <b>README</b> and no title");
    for (String user : List.of("ulf", "olga", "adam")) {
      Answer gone = server.signedIn(user).get(REVIEW);
      assertThat(gone.status()).isEqualTo(404);
      assertThat(Jsoup.parse(gone.text()).text()).as(user).contains("no <b>README</b>");
    }
    for (String user : List.of("uma", "sam")) {
      Answer gone = server.signedIn(user).get(REVIEW);
      assertThat(gone.status()).isEqualTo(404);
      assertThat(gone.text()).as(user).doesNotContain("README");
    }
  }

  @Test
  void thePageOfARejectedVersionLeadsToTheReason() throws IOException {
    Browser olga = server.signedIn("olga");
    olga.post(REJECT, "finish", open(olga), "confirm", "on", "reason", "no README");
    for (String user : List.of("ulf", "adam")) {
      Browser browser = server.signedIn(user);
      String text = browser.get("/browse/p/a/v2").text();
      for (int i = 0; i < 2_000 && !text.contains("It was rejected"); i++) {
        text = browser.get("/browse/p/a/v2").text();
      }
      assertThat(Jsoup.parse(text).text()).as(user).contains("It was rejected by olga on ");
      assertThat(Jsoup.parse(text).select("main a[href=" + REVIEW + "]").text()).as(user)
          .isEqualTo("Why it was rejected");
    }
    Document other = Jsoup.parse(server.signedIn("sam").get("/browse/p/a/v2").text());
    assertThat(other.text()).contains("It was rejected on ").doesNotContain("olga");
    assertThat(other.select("main a[href=" + REVIEW + "]")).isEmpty();
  }

  @Test
  void theNavigationAsksForTheNumberOfWaitingVersions() throws IOException {
    Browser olga = server.signedIn("olga");
    assertThat(Jsoup.parse(olga.get("/").text()).select("nav [hx-get=/review/count]")).hasSize(1);
    String count = olga.get("/review/count").text();
    for (int i = 0; i < 2_000 && count.isBlank(); i++) {
      count = olga.get("/review/count").text();
    }
    assertThat(Jsoup.parse(count).select("#review-count").text())
        .isEqualTo("1 version waits for your decision");
    assertThat(server.signedIn("sam").get("/review/count").text()).isBlank();
    assertThat(server.browser().get("/review/count").status()).isEqualTo(303);
    assertThat(Jsoup.parse(server.browser().get("/").text()).select("[hx-get]")).isEmpty();
  }

  @Test
  void aReviewerMustGiveAReasonAndKeepsWhatWasTyped() throws IOException {
    Browser olga = server.signedIn("olga");
    String finish = open(olga);
    for (String reason : List.of("", " \r\n ", "x".repeat(1_001))) {
      Answer answer = olga.post(REJECT, "finish", finish, "confirm", "on", "reason", reason);
      assertRefused(answer, 400, "the reason of the rejection");
      assertThat(Jsoup.parse(answer.text()).select("textarea[name=reason]").text().strip())
          .isEqualTo(reason.strip());
    }
    assertThat(summary().isOnProbation()).isTrue();
    assertThat(
        olga.post(REJECT, "finish", finish, "confirm", "on", "reason", "x".repeat(1_000)).status())
        .isEqualTo(303);
    server.close();
    assertThat(server.auditedActions()).endsWith(
        "reject-version refused", "reject-version refused", "reject-version refused",
        "reject-version ok");
  }

  @Test
  void theDeletionOfTheFilesHasToBeConfirmed() throws IOException {
    for (String user : List.of("olga", "ulf")) {
      Browser browser = server.signedIn(user);
      String finish = open(browser);
      Answer answer = browser.post(REJECT, "finish", finish, "reason", "no README");
      assertRefused(answer, 400, "confirm that all files of the upload are deleted");
      assertThat(Jsoup.parse(answer.text()).select("textarea[name=reason]").text()).as(user)
          .isEqualTo("no README");
      assertThat(summary().isOnProbation()).as(user).isTrue();
    }
  }

  @Test
  void theCommandsContainTheReasonThatWasTyped() throws IOException {
    Browser olga = server.signedIn("olga");
    Answer answer = olga.post(REJECT, "finish", open(olga), "reason", "it's late");
    assertThat(Jsoup.parse(answer.text()).select(".commands code").eachText())
        .anySatisfy(text -> assertThat(text).contains("gypsum reject --reason 'it'\\''s late' "))
        .anySatisfy(text -> assertThat(text).contains(" -d '{\"reason\":\"it'\\''s late\"}' "));
    String tooLong = "x".repeat(Rejection.MAX_REASON_CHARS + 1);
    Answer refused = olga.post(REJECT, "finish", open(olga), "reason", tooLong);
    assertThat(Jsoup.parse(refused.text()).select(".commands code").first().text())
        .contains("gypsum reject --reason TEXT ");
    Browser ulf = server.signedIn("ulf");
    Answer withdrawal = ulf.post(REJECT, "finish", open(ulf), "reason", "it's late");
    assertThat(Jsoup.parse(withdrawal.text()).select(".commands code").eachText())
        .anySatisfy(text -> assertThat(text).contains("), \"it's late\");"));
  }

  @Test
  void anUploaderWithdrawsAnUploadWithoutAReason() throws IOException {
    Browser ulf = server.signedIn("ulf");
    assertThat(ulf.post(REJECT, "finish", open(ulf), "confirm", "on", "reason", "").status())
        .isEqualTo(303);
    assertThat(bucket.summary(V2)).isEmpty();
  }

  @Test
  void aFormThatIsSentTwiceChangesNothingTheSecondTime() throws IOException {
    Browser olga = server.signedIn("olga");
    String finish = open(olga);
    assertThat(olga.post(APPROVE, "finish", finish).status()).isEqualTo(303);
    assertRefused(
        olga.post(APPROVE, "finish", finish), 400, "'p/a/v2' is published already");
    assertRefused(
        olga.post(REJECT, "finish", finish, "confirm", "on", "reason", "late"), 400,
        "'p/a/v2' is published already");
    assertThat(summary().isPublished()).isTrue();
  }

  @Test
  void aVersionThatWasRejectedInTheMeantimeCannotBeDecidedOn() throws IOException {
    Browser olga = server.signedIn("olga");
    String finish = open(olga);
    operations.probation.reject(ULF, V2);
    assertRefused(olga.post(APPROVE, "finish", finish), 400, "'p/a/v2' does not exist any more");
    assertRefused(
        olga.post(REJECT, "finish", finish, "confirm", "on", "reason", "x"), 400,
        "'p/a/v2' does not exist any more");
  }

  @Test
  void anUploadThatReplacedTheReviewedOneIsNotDecidedOn() throws IOException {
    Browser olga = server.signedIn("olga");
    String finish = open(olga);
    Summary seen = summary();
    operations.probation.reject(ULF, V2);
    new TestVersion(server.store(), "p/a/v2").file("other.txt", "not reviewed")
        .write(
            new Summary(
                "ulf", seen.uploadStart(), ReviewPage.finish(seen).plusMillis(1), true));
    for (String form : List.of(APPROVE, REJECT)) {
      Answer answer = olga.post(form, "finish", finish, "reason", "x");
      assertRefused(answer, 400, "uploaded again since you opened its review");
      assertThat(Jsoup.parse(answer.text()).select("main a").eachAttr("href")).contains(REVIEW);
    }
    assertThat(summary().isOnProbation()).isTrue();
    assertThat(olga.post(APPROVE, "finish", open(olga)).status()).isEqualTo(303);
  }

  @Test
  void aFormWithoutTheTimeOfTheUploadIsRefused() throws IOException {
    Browser olga = server.signedIn("olga");
    open(olga);
    for (String finish : List.of("", "yesterday", "2026-03-01")) {
      assertThat(olga.post(APPROVE, "finish", finish).status()).as(finish).isEqualTo(400);
    }
    assertThat(summary().isOnProbation()).isTrue();
  }

  @Test
  void aLockedProjectIsReportedAndNothingIsChanged() throws IOException {
    Browser olga = server.signedIn("olga");
    String finish = open(olga);
    ClientUpload running = operations.start(OLGA, "p/b/v1", body(false, simple("f", "x")));
    for (String form : List.of(APPROVE, REJECT)) {
      assertRefused(
          olga.post(form, "finish", finish, "confirm", "on", "reason", "x"), 403, "'p'", "locked");
    }
    assertThat(summary().isOnProbation()).isTrue();
    operations.abort(running);
    assertThat(olga.post(APPROVE, "finish", finish).status()).isEqualTo(303);
  }

  @Test
  void ofTwoReviewersAtOnceExactlyOneDecides() throws Exception {
    Browser olga = server.signedIn("olga");
    Browser adam = server.signedIn("adam");
    String finish = open(olga);
    open(adam);
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Callable<Answer> approval = () -> olga.post(APPROVE, "finish", finish);
      Callable<Answer> rejection =
          () -> adam.post(REJECT, "finish", finish, "confirm", "on", "reason", "x");
      List<Future<Answer>> answers = threads.invokeAll(List.of(approval, rejection));
      int approved = answers.getFirst().get().status();
      int rejected = answers.getLast().get().status();
      assertThat(List.of(approved, rejected)).containsOnlyOnce(303)
          .allMatch(status -> status == 303 || status == 400 || status == 403);
      assertThat(bucket.summary(V2).filter(Summary::isPublished).isPresent())
          .isEqualTo(approved == 303);
      assertThat(bucket.summary(V2).isEmpty()).isEqualTo(rejected == 303);
    }
  }

  @Test
  void aRunningUploadIsShownToItsUserOnly() throws IOException {
    ClientUpload running =
        operations.start(ULF, "q/b/v2", body(false, simple("f", "x"), simple("g", "y")));
    operations.send(running, "f", "x");
    assertThat(page(server.signedIn("ulf").get("/review")).select(".running-upload").text())
        .startsWith("q/b/v2 is not complete.");
    assertThat(page(server.signedIn("uma").get("/review")).select(".running-upload")).isEmpty();
  }

  @Test
  void aNoticeIsShownOnlyIfItIsTrue() throws IOException {
    Browser olga = server.signedIn("olga");
    for (String done : List.of("approved", "rejected")) {
      assertThat(
          page(olga.get("/review?done=" + done + "&version=p%2Fa%2Fv2")).select("[role=status]"))
          .isEmpty();
    }
    assertThat(olga.get("/review?done=approved&version=x").status()).isEqualTo(400);
  }

  @Test
  void aVersionThatIsNotFinishedOrDoesNotExistIsNotFound() throws IOException {
    Browser olga = server.signedIn("olga");
    operations.start(OLGA, "p/a/v3", body(false, simple("f", "x")));
    assertThat(olga.get("/review/p/a/v3").status()).isEqualTo(404);
    assertThat(olga.get("/review/p/a/v9").status()).isEqualTo(404);
    assertThat(olga.get("/review/none/a/v9").status()).isEqualTo(404);
  }

  @Test
  void aVersionWithoutManifestCanStillBeRejected() throws IOException {
    server.store().delete(List.of(BucketLayout.manifest(V2)));
    Browser olga = server.signedIn("olga");
    String finish = open(olga);
    assertThat(olga.post(REJECT, "finish", finish, "confirm", "on", "reason", "damaged").status())
        .isEqualTo(303);
    assertThat(bucket.summary(V2)).isEmpty();
  }

  /** Events are written after the response. */
  private AuditEvent awaitEvent(String action) throws IOException {
    AuditEvent[] found = new AuditEvent[1];
    while (found[0] == null) {
      AuditReader.read(directory.resolve("data"), event -> {
        if (event.action().equals(action)) {
          found[0] = event;
        }
      });
      Thread.onSpinWait();
    }
    return found[0];
  }

  @Test
  void theListSurvivesAnUnreadableAuditLogAndACorruptLock() throws IOException {
    Path log = directory.resolve("data").resolve(AuditFiles.DIRECTORY).resolve("audit-99.jsonl");
    Files.createDirectories(log);
    server.store()
        .put(
            BucketLayout.lock(new ProjectName("p")),
            Content.of("{".getBytes(StandardCharsets.UTF_8)), PutCondition.CREATE);
    Browser olga = server.signedIn("olga");
    Document list = page(olga.get("/review"));
    assertThat(list.select(".banner-warning").text()).contains("the audit log cannot be read");
    assertThat(list.select("#waiting")).hasSize(1);
    assertThat(list.select("#own")).hasSize(1);
    assertThat(olga.get("/browse/p/a/v9").status()).isEqualTo(404);
    Document history = page(olga.get("/manage/p/history"));
    assertThat(history.select(".banner-warning").text()).contains("the audit log cannot be read");
    assertThat(history.select("aside .list-title").text()).contains("a/v1");
  }
}
