package io.gypsum.server.page.admin;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

import io.gypsum.core.GypsumException;
import io.gypsum.core.concurrent.Sleeper;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.audit.AuditEvent;
import io.gypsum.server.audit.AuditEvent.Actor;
import io.gypsum.server.audit.AuditEvent.Outcome;
import io.gypsum.server.audit.AuditEvent.Target;
import io.gypsum.server.audit.AuditFiles;
import io.gypsum.server.data.DataDirectory;
import io.gypsum.server.data.SigningKey;
import io.gypsum.server.http.RawHttp.Answer;
import io.gypsum.server.testing.ClientUpload;
import io.gypsum.server.testing.Files;
import io.gypsum.server.testing.MemberServer;
import io.gypsum.server.testing.MemberServer.Browser;
import io.gypsum.server.testing.TestOperations;
import io.gypsum.server.testing.WatchedStore;
import io.gypsum.store.Content;
import io.gypsum.store.PutCondition;
import io.gypsum.store.memory.MemoryStore;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.gypsum.server.testing.TestOperations.OWNER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** The pages of administrators, requested from a running server with local accounts. */
class AdminPagesTest {
  private static final String HOSTILE = "<b onclick=x>\"'&\u202egpj.exe 100%+ü";

  @TempDir Path directory;

  private final WatchedStore store = new WatchedStore(new MemoryStore());
  private final TestOperations operations =
      new TestOperations(store, Clock.systemUTC(), SigningKey.random(), Sleeper.SYSTEM);
  private MemberServer server;
  private Browser root;

  @BeforeEach
  void start() throws IOException {
    server = MemberServer.start(directory, store);
    server.addAdministrator("root");
    server.addUser("ann", "lab");
    root = server.signedIn("root");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Document page(String path) throws IOException {
    Answer answer = root.get(path);
    assertThat(answer.status()).as(path).isEqualTo(200);
    return Jsoup.parse(answer.text());
  }

  private static String text(Answer answer) {
    return Jsoup.parse(answer.text()).text();
  }

  private List<String> audited() throws IOException {
    server.close();
    return server.auditedActions().stream().filter(each -> !each.startsWith("sign-in")).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/admin", "/admin/projects", "/admin/create", "/admin/locks", "/admin/locks/p",
          "/admin/uploads", "/admin/health", "/admin/audit", "/admin/accounts",
          "/admin/accounts/ann"})
  void everyPageIsForAdministratorsAndReadsNothingForOthers(String path) throws IOException {
    Browser ann = server.signedIn("ann");
    operations.create("p");
    store.takeCalls();
    Answer refused = ann.get(path);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(text(refused)).contains("'ann' is not an administrator");
    Answer redirected = server.browser().get(path);
    assertThat(redirected.status()).isEqualTo(303);
    assertThat(redirected.header("Location")).startsWith("/sign-in?next=%2Fadmin");
    assertThat(server.browser().get(path, "Accept: application/json").status())
        .isIn(303, 401);
    assertThat(store.takeCalls()).isEmpty();
    assertThat(page(path).select("h1")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/admin/create", "/admin/locks/p", "/admin/accounts",
          "/admin/accounts/ann/rotate", "/admin/accounts/ann/remove"})
  void everyFormIsForAdministratorsAndNeedsTheTokenOfTheSession(String path) throws IOException {
    operations.create("p");
    operations.start(OWNER, "p/a/v", Files.body(Files.simple("f", "one")));
    Browser ann = server.signedIn("ann");
    ann.get("/");
    String[] fields = {"project", "q", "name", "new", "created", "2026-01-01T00:00:00Z"};
    store.takeCalls();
    assertThat(ann.post(path, fields).status()).isEqualTo(403);
    assertThat(server.browser().post(path, fields).status()).isIn(401, 403);
    assertThat(
        root.post(path, List.of("Origin: http://localhost"), Browser.fields("x", fields))
            .status())
        .isEqualTo(403);
    assertThat(
        root.post(
            path, List.of("Origin: http://evil.example"), Browser.fields(root.csrf(), fields))
            .status())
        .isEqualTo(403);
    assertThat(store.takeCalls()).isEmpty();
    assertThat(server.accounts().list()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/admin", "/admin/projects", "/admin/create", "/admin/locks", "/admin/locks/p",
          "/admin/uploads", "/admin/health", "/admin/audit", "/admin/accounts",
          "/admin/accounts/ann"})
  void everyPageHasItsPartsAndTheCommandsThatDoTheSame(String path) throws IOException {
    operations.create("p");
    operations.start(OWNER, "p/a/v", Files.body(Files.simple("f", "one")));
    Document page = page(path);
    assertThat(page.title()).endsWith(" – gypsum");
    assertThat(page.select("h1")).hasSize(1);
    assertThat(page.select("nav.sections a[aria-current=page]")).hasSize(1);
    assertThat(page.select(".crumbs a").first().attr("href")).isEqualTo("/");
    assertThat(page.select(".commands pre").text()).containsAnyOf("gypsum ", "curl ");
    assertThat(page.select("main").text()).contains("Documentation: docs/");
    assertThat(page.select("[style], script:not([src])")).isEmpty();
    List<String> ids = page.select("[id]").eachAttr("id");
    assertThat(ids).doesNotHaveDuplicates();
    assertThat(page.select("main form[method=post]:not(:has(input[name=csrf]))")).isEmpty();
    assertThat(page.select("th:not([scope])")).isEmpty();
    assertThat(page.select("main :is(input, select, textarea):not([type=hidden])"))
        .allMatch(field -> field.closest("label") != null);
    int level = 1;
    for (Element heading : page.select("h1, h2, h3, h4")) {
      int next = heading.tagName().charAt(1) - '0';
      assertThat(next).as(heading.text()).isLessThanOrEqualTo(level + 1);
      level = next;
    }
  }

  @Test
  void theOverviewShowsTheStateOfTheServer() throws IOException {
    operations.create("p");
    operations.start(OWNER, "p/a/v", Files.body(Files.simple("f", "one")));
    // The overview hardly waits; these pages wait until the checks have ended and the locks are read.
    page("/admin/health");
    page("/admin/locks");
    Document page = page("/admin");
    assertThat(page.select("section[aria-labelledby=health] .badge").eachText())
        .containsExactly("ok", "ok", "ok");
    assertThat(page.select("section[aria-labelledby=health]").text())
        .contains("Free: access, audit, data");
    assertThat(page.select("section[aria-labelledby=locks]").text())
        .contains("Locked projects 1", "By uploads 1");
    assertThat(page.select("section[aria-labelledby=projects] tbody th").eachText())
        .containsExactly("p");
    assertThat(page.select("section[aria-labelledby=requests]").text())
        .contains("Requests", "Answered with 4xx", "Answered with 5xx 0");
    assertThat(page.select("section[aria-labelledby=data]").text())
        .contains("Catalogue includes all changes until", "Metadata index none");
  }

  @Test
  void projectsAreOrderedFilteredAndDividedIntoPages() throws IOException {
    for (int i = 0; i <= AdminProjectsPage.PAGE_SIZE; i++) {
      operations.create("p%02d".formatted(i));
    }
    operations.publish(OWNER, "p07/a/v", "f", "content");
    operations.projects.setQuota(
        new ProjectName("p09"), TestOperations.quota("{\"baseline\":0,\"growth_rate\":0}"));
    operations.publish(OWNER, "p11/a/v", "f", "longer content");
    Document page = page("/admin/projects");
    List<String> names = page.select("tbody th").eachText();
    assertThat(names).hasSize(AdminProjectsPage.PAGE_SIZE).startsWith("p11", "p07", "p00");
    assertThat(page.select(".pager").text()).contains("Page 1 of 2");
    assertThat(page("/admin/projects?page=2").select("tbody th").eachText())
        .containsExactly("p50");
    assertThat(page("/admin/projects?filter=P07").select("tbody tr").text())
        .startsWith("p07 7 B 10 GB <1%");
    assertThat(page("/admin/projects?order=name").select("tbody th").eachText())
        .startsWith("p00", "p01");
    assertThat(page("/admin/projects?filter=none").select(".empty").text())
        .isEqualTo("No project has such a name.");
    assertThat(root.get("/admin/projects?order=x").status()).isEqualTo(400);
    assertThat(root.get("/admin/projects?filter=" + "x".repeat(500)).status()).isEqualTo(200);
    assertThat(root.get("/admin/projects?filter=" + "x".repeat(501)).status()).isEqualTo(400);
  }

  @Test
  void aProjectIsCreatedWithItsOwnersAndQuota() throws IOException {
    root.get("/admin/create");
    Answer created =
        root.post(
            "/admin/create", "project", " new ", "owners", "ann\r\nZoë Omega, lab\r\n\r\nann",
            "baseline", "5GB", "growth", "");
    assertThat(created.status()).isEqualTo(303);
    assertThat(created.header("Location")).isEqualTo("/admin/projects?filter=new&done=created");
    assertThat(page(created.header("Location")).select(".banner").text())
        .isEqualTo("The project was created.");
    ProjectName project = new ProjectName("new");
    assertThat(store.head(BucketLayout.usage(project)))
        .isPresent();
    assertThat(document("new/..permissions"))
        .contains("[\"ann\",\"Zoë Omega\",\"lab\"]");
    assertThat(document("new/..quota"))
        .contains("\"baseline\":5000000000", "\"growth_rate\":20000000000");

    root.get("/admin/create");
    Answer again = root.post("/admin/create", "project", "new", "owners", "ben");
    assertThat(again.status()).isEqualTo(400);
    Document form = Jsoup.parse(again.text());
    assertThat(form.select("[role=alert]").text()).isEqualTo("project 'new' already exists");
    assertThat(form.select("[name=project]").attr("value")).isEqualTo("new");
    assertThat(form.select("[name=owners]").text()).isEqualTo("ben");
    assertThat(audited()).containsExactly("create-project ok", "create-project refused");
  }

  private String document(String key) throws IOException {
    return root.get("/file/" + key).text();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "a/b||project name 'a/b'", "''||is empty", "..x||'..x'", "a\u202eb||cannot be seen",
      "ok|10 apples|the quota is invalid: '10 apples' is not a size"})
  void aProjectThatCannotBeCreatedIsExplained(String project, String baseline, String reason)
      throws IOException {
    root.get("/admin/create");
    Answer answer =
        root.post(
            "/admin/create", "project", project, "baseline", baseline == null ? "" : baseline);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(Jsoup.parse(answer.text()).select("[role=alert]").text()).contains(reason);
  }

  @Test
  void aRunningUploadIsListedAndAborted() throws IOException {
    operations.create("p");
    ClientUpload upload =
        operations.start(OWNER, "p/a/v", Files.body(Files.simple("f", "one")));
    operations.send(upload, "f", "one");
    assertThat(page("/admin/locks").select("tbody tr").text()).startsWith("p/a/v upload owner");
    Document uploads = page("/admin/uploads");
    assertThat(uploads.select("tbody tr").text())
        .contains("p/a/v owner", "3 B", "1 file", "running");
    String address = uploads.select("tbody a").attr("href");
    assertThat(address).isEqualTo("/admin/locks/p");
    assertThat(root.get("/admin/locks?project=p").header("Location")).isEqualTo(address);
    Document lock = page(address);
    assertThat(lock.select(".facts").text()).contains("Operation upload of 'p/a/v' By owner Since");
    assertThat(lock.select("section.card").text()).contains("Unlocking ends the upload");
    String session = lock.select("[name=lock]").attr("value");

    Answer unlocked = root.post(address, "lock", session, "confirm", "on");
    assertThat(unlocked.status()).isEqualTo(303);
    assertThat(unlocked.header("Location")).isEqualTo("/admin/locks?done=unlocked");
    assertThat(page(unlocked.header("Location")).select("main").text())
        .contains("The project is unlocked.", "No project is locked.");
    assertThat(operations.locks.read(new ProjectName("p"))).isEmpty();
    assertThat(page(address).select(".empty").text()).isEqualTo("The project is not locked.");

    assertThat(root.post(address, "lock", session, "confirm", "on").status()).as("sent twice")
        .isEqualTo(303);
    assertThat(audited()).containsExactly("unlock-project ok", "unlock-project ok");
  }

  @Test
  void aFormDoesNotEndAnOperationThatBeganLater() throws IOException {
    operations.create("p");
    ClientUpload first =
        operations.start(OWNER, "p/a/v1", Files.body(Files.simple("f", "one")));
    String session = page("/admin/locks/p").select("[name=lock]").attr("value");
    operations.abort(first);
    operations.start(OWNER, "p/a/v2", Files.body(Files.simple("f", "one")));

    Answer refused = root.post("/admin/locks/p", "lock", session, "confirm", "on");
    assertThat(refused.status()).isEqualTo(400);
    Document form = Jsoup.parse(refused.text());
    assertThat(form.select("[role=alert]").text()).contains("another operation holds the lock");
    assertThat(form.select(".facts").text()).contains("p/a/v2");
    assertThat(operations.locks.read(new ProjectName("p"))).isPresent();
    assertThat(audited()).containsExactly("unlock-project refused");
  }

  @Test
  void theTokenOfANewAccountIsShownOnce() throws IOException {
    root.get("/admin/accounts");
    Answer added =
        root.post(
            "/admin/accounts", "name", " ben ", "organizations", "lab\r\ncore", "administrator",
            "true");
    assertThat(added.status()).isEqualTo(200);
    assertThat(added.header("Cache-Control")).isEqualTo("no-store");
    String token = Jsoup.parse(added.text()).select("pre[aria-label='Access token']").text();
    assertThat(token).matches("gypsum_[A-Za-z0-9_-]{43}");
    assertThat(server.accounts().list().getLast())
        .satisfies(account -> {
          assertThat(account.name()).isEqualTo("ben");
          assertThat(account.organizations()).containsExactly("core", "lab");
          assertThat(account.administrator()).isTrue();
        });
    root.get("/admin/accounts");
    Answer again = root.post("/admin/accounts", "name", "ben", "organizations", "x");
    assertThat(again.status()).isEqualTo(400);
    assertThat(text(again)).contains("account 'ben' already exists");
    assertThat(again.text()).doesNotContain(token);
    assertThat(Jsoup.parse(again.text()).select("[name=organizations]").text()).isEqualTo("x");
    assertThat(page("/admin/accounts?filter=lab").select("tbody th").eachText())
        .containsExactly("ann", "ben");
    assertThat(audited()).containsExactly("add-account ok", "add-account refused");
  }

  @Test
  void aTokenIsReplacedOnceEvenIfTheFormIsSentTwice() throws IOException {
    Browser ann = server.signedIn("ann");
    String state = page("/admin/accounts/ann").select("[name=created]").attr("value");
    Answer first = root.post("/admin/accounts/ann/rotate", "created", state);
    assertThat(first.status()).isEqualTo(200);
    assertThat(first.header("Cache-Control")).isEqualTo("no-store");
    Instant rotated = server.accounts().list().get(1).created();
    Answer second = root.post("/admin/accounts/ann/rotate", "created", state);
    assertThat(second.status()).isEqualTo(400);
    assertThat(text(second)).contains("'ann' was changed in the meantime");
    assertThat(server.accounts().list().get(1).created()).isEqualTo(rotated);
    assertThat(ann.get("/admin").status()).as("the session of the old token").isEqualTo(303);
    assertThat(root.post("/admin/accounts/eve/rotate", "created", state).status())
        .isEqualTo(404);
    assertThat(root.post("/admin/accounts/ann/rotate", "created", "now").status())
        .isEqualTo(400);
    assertThat(audited()).startsWith("rotate-token ok", "rotate-token refused");
  }

  @Test
  void anAccountIsRemovedIfItsNameIsTyped() throws IOException {
    String address = "/admin/accounts/ann/remove";
    String state = page("/admin/accounts/ann").select("[name=created]").attr("value");
    Answer wrong = root.post(address, "created", state, "confirmation", "an");
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(text(wrong)).contains("type the name of the account, 'ann'");
    Answer removed = root.post(address, "created", state, "confirmation", "ann");
    assertThat(removed.header("Location")).isEqualTo("/admin/accounts?done=account_removed");
    assertThat(page(removed.header("Location")).select("tbody th").eachText())
        .containsExactly("root you");
    assertThat(root.post(address, "created", state, "confirmation", "ann").status())
        .as("sent twice")
        .isEqualTo(404);
    assertThat(audited())
        .containsExactly("remove-account refused", "remove-account ok", "remove-account refused");
  }

  @Test
  void theLastAdministratorIsNotRemovedAndRemovingOneselfIsExplained() throws IOException {
    Document last = page("/admin/accounts/root");
    assertThat(last.select("form[action$=remove]")).isEmpty();
    assertThat(last.text()).contains("the last administrator");
    String state = last.select("[name=created]").attr("value");
    String address = "/admin/accounts/root/remove";
    Answer refused = root.post(address, "created", state, "confirmation", "root");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(text(refused)).contains("'root' is the last account or the last administrator");

    server.addAdministrator("other");
    assertThat(page("/admin/accounts/root").text()).contains("you will be signed out");
    assertThat(root.post(address, "created", state, "confirmation", "root").status())
        .isEqualTo(303);
    assertThat(root.get("/admin").status()).as("the session has ended").isEqualTo(303);
  }

  @Test
  void theAuditLogIsFilteredAndContinued() throws IOException {
    try (AuditFiles files = AuditFiles.unlimited(DataDirectory.at(directory.resolve("data")))) {
      for (int i = 0; i <= AuditPage.PAGE_SIZE; i++) {
        files.append(event("ben", "p", "set-quota", i));
      }
      files.append(event(HOSTILE, HOSTILE, "remove-project", 100));
    }
    Document first = page("/admin/audit?project=p");
    assertThat(first.select("tbody tr")).hasSize(AuditPage.PAGE_SIZE);
    assertThat(first.select("tbody tr").first().text())
        .contains("00:00:50 UTC set-quota p ben 192.0.2.1 refused not permitted");
    assertThat(first.select(".meta").text()).contains("other servers of the bucket");
    Document second = page(first.select(".pager a[rel=next]").attr("href"));
    assertThat(second.select("tbody tr")).hasSize(1);
    assertThat(second.select(".pager a[rel=next]")).isEmpty();
    assertThat(second.select(".pager a").attr("href")).isEqualTo("/admin/audit?project=p");
    assertThat(page("/admin/audit?user=ben&outcome=ok").select(".empty").text())
        .isEqualTo("No event matches.");
    Document hostile = page("/admin/audit?action=remove-project");
    assertThat(hostile.select("b, [onclick]")).isEmpty();
    assertThat(hostile.select("tbody tr").text()).contains("\\u202egpj.exe");
    assertThat(first.select(".commands").text()).contains("gypsum audit", "--project=p");
    for (String bad : List.of("outcome=x", "before=1", "before=x-1")) {
      assertThat(root.get("/admin/audit?" + bad).status()).as(bad).isEqualTo(400);
    }
  }

  private static AuditEvent event(String user, String project, String action, int second) {
    return new AuditEvent(
        Instant.parse("2026-01-01T00:00:00Z").plusSeconds(second), action,
        new Actor(user, "192.0.2.1"), new Target(project, null, null, null), Outcome.REFUSED,
        "not permitted");
  }

  @Test
  void hostileNamesAreText() throws IOException {
    operations.create(HOSTILE);
    operations.start(
        OWNER, HOSTILE + "/" + HOSTILE + "/" + HOSTILE, Files.body(Files.simple("f", "one")));
    for (String path : List.of(
        "/admin", "/admin/projects", "/admin/locks", "/admin/uploads",
        page("/admin/locks").select("tbody a").attr("href"))) {
      assertThat(page(path).select("main b, [onclick]")).as(path).isEmpty();
      assertThat(page(path).text()).as(path).doesNotContain("\u202e");
    }
  }

  @Test
  void aServerWhoseStoreFailsSaysWhy() throws IOException {
    page("/admin/health");
    store.before("head ..health", () -> {
      throw new GypsumException(
          GypsumException.Kind.UNAVAILABLE, "the store is down");
    });
    Document page = page("/admin/health");
    assertThat(page.select("section[aria-labelledby=checks] li").eachText())
        .containsExactly(
            "failed The store answers the store is down", "not run Users can sign in",
            "not run The store can be written to");
    assertThat(page.text()).contains("This server is not ready");
  }

  @Test
  void pagesShowWhatRemainsReadableIfTheAuditLogIsNot() throws IOException {
    Path log = directory.resolve("data").resolve(AuditFiles.DIRECTORY).resolve("audit-99.jsonl");
    java.nio.file.Files.createDirectories(log);
    assertThat(page("/admin").select("section[aria-labelledby=audit]").text())
        .contains("the audit log cannot be read");
    Document audit = page("/admin/audit");
    assertThat(audit.select(".banner").text()).contains("the audit log cannot be read");
    assertThat(audit.select("[name=user]")).hasSize(1);
  }

  @Test
  void aCorruptLockIsDescribedOnItsPage() throws IOException {
    operations.create("p");
    store.put(
        BucketLayout.lock(new ProjectName("p")), Content.of("{".getBytes(UTF_8)),
        PutCondition.CREATE);
    Document lock = page("/admin/locks/p");
    assertThat(lock.select(".banner").text()).contains("p/..LOCK", "corrupt");
    assertThat(lock.select("[name=lock]")).isEmpty();
    assertThat(page("/admin/locks").text()).contains("1 lock could not be read");
    Document manage = page("/manage/p");
    assertThat(manage.select("section[aria-labelledby=lock]").text()).contains("corrupt");
    assertThat(manage.select("#permissions")).hasSize(1);
  }

  @Test
  void anUploadWhoseFilesCannotBeListedIsShown() throws IOException {
    operations.create("p");
    operations.start(OWNER, "p/a/v", Files.body(Files.simple("f", "one")));
    String session = page("/admin/locks/p").select("[name=lock]").attr("value");
    store.before("list all " + BucketLayout.staging(new ProjectName("p"), session), () -> {
      throw new GypsumException(GypsumException.Kind.UNAVAILABLE, "the store is down");
    });
    assertThat(page("/admin/uploads").select("tbody tr").text())
        .contains("p/a/v owner", "could not be listed");
  }

  @Test
  void anOperationIsEndedOnlyIfTheBoxIsChecked() throws IOException {
    operations.create("p");
    operations.start(OWNER, "p/a/v", Files.body(Files.simple("f", "one")));
    String session = page("/admin/locks/p").select("[name=lock]").attr("value");
    Answer refused = root.post("/admin/locks/p", "lock", session);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(text(refused)).contains("Check the box");
    assertThat(operations.locks.read(new ProjectName("p"))).isPresent();
  }

  @Test
  void administratorsFindThePagesInTheNavigation() throws IOException {
    assertThat(page("/").select(".site-nav a[href=/admin]")).hasSize(1);
    Browser ann = server.signedIn("ann");
    assertThat(ann.get("/").text()).doesNotContain("href=\"/admin\"");
  }

  @Test
  void aServerWithoutAuditLogSaysSo(@TempDir Path other) throws IOException {
    try (MemberServer silent =
        MemberServer.start(other, new MemoryStore(), "audit-log", "false")) {
      silent.addAdministrator("root");
      Browser browser = silent.signedIn("root");
      for (String path : List.of("/admin", "/admin/audit")) {
        assertThat(browser.get(path).text()).as(path).contains("This server writes no audit log");
      }
    }
  }

  @Test
  void aServerWithoutLocalAccountsHasNoPagesOfAccounts(@TempDir Path other) throws IOException {
    try (MemberServer gitHub =
        MemberServer.start(other, new MemoryStore(), "identity", "github")) {
      assertThat(gitHub.browser().get("/admin/accounts").status()).isEqualTo(404);
      assertThat(gitHub.browser().get("/admin").status()).isEqualTo(303);
    }
  }
}
