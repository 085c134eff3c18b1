package io.gypsum.server.page.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.Quota;
import io.gypsum.core.document.Uploader;
import io.gypsum.core.document.Usage;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.http.RawHttp.Answer;
import io.gypsum.server.testing.MemberServer;
import io.gypsum.server.testing.MemberServer.Browser;
import io.gypsum.store.Content;
import io.gypsum.store.PutCondition;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The page for uploads, its check, and the start of an upload by a session. */
class PublishPagesTest {
  private static final ProjectName PROJECT = new ProjectName("p");
  private static final String MD5 = "9e107d9d372bb6826bd81d3542a419d6";
  private static final String START =
      "{\"on_probation\":false,\"presign\":true,\"parts\":true,\"files\":[{\"type\":\"dedup\",\"path\":\"x\",\"size\":43,\"md5sum\":\""
          + MD5 + "\"}]}";

  @TempDir Path directory;

  private MemberServer server;

  @BeforeEach
  void start() throws IOException {
    Path schemas = Files.createDirectories(directory.resolve("schemas/study"));
    Files.writeString(
        schemas.resolve("v1.json"), "{\"type\":\"object\",\"required\":[\"title\"]}");
    server = MemberServer.start(directory, "schemas", schemas.getParent().toString());
    put(
        BucketLayout.permissions(PROJECT),
        Permissions.builder()
            .owners("olga")
            .uploaders(
                Uploader.builder("ulf").build(),
                Uploader.builder("vera").asset("only").version("v7").trusted(true).build())
            .build());
    put(BucketLayout.quota(PROJECT), new Quota(1_000, 0, 2026));
    put(BucketLayout.usage(PROJECT), new Usage(900));
    for (String login : List.of("olga", "ulf", "vera", "sven")) {
      server.addUser(login);
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void put(Key key, JsonWritable document) {
    server.store().put(key, Content.of(document), PutCondition.OVERWRITE);
  }

  private static Document shown(Browser browser, String path) throws IOException {
    Answer answer = browser.get(path);
    assertThat(answer.status()).as(path).isEqualTo(200);
    return Jsoup.parse(answer.text());
  }

  private static Answer send(Browser browser, String path, String json, String... headers)
      throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of(
                "Origin: http://localhost", "Content-Type: application/json",
                "Accept: application/json"));
    all.addAll(List.of(headers));
    return browser.post(path, all, json);
  }

  private static String csrf(Browser browser) {
    return "X-CSRF-Token: " + browser.csrf();
  }

  @Test
  void theProjectsOfTheUserAreListed() throws IOException {
    put(
        BucketLayout.permissions(new ProjectName("q")),
        Permissions.builder().owners("olga").build());
    server.addUser("lea", "lab");
    put(
        BucketLayout.permissions(new ProjectName("r")),
        Permissions.builder().uploaders(Uploader.builder("lab").build()).build());
    server.addAdministrator("ada");
    assertThat(shown(server.signedIn("lea"), "/publish").select("main .column-list a").eachText())
        .containsExactly("r");
    assertThat(shown(server.signedIn("ada"), "/publish").select("main .column-list a").eachText())
        .containsExactly("p", "q", "r");
    assertThat(shown(server.signedIn("sven"), "/publish").select("main .empty").text())
        .contains("neither an owner nor an uploader");
    assertThat(server.signedIn("sven").get("/publish?project=a%2Fb").status()).isEqualTo(400);
    assertThat(server.signedIn("sven").get("/publish?project=a%20b").header("Location"))
        .isEqualTo("/publish/a%20b");
  }

  @Test
  void anAssetIsChosenFirst() throws IOException {
    Document page = shown(server.signedIn("vera"), "/publish/p");
    assertThat(page.select("input[name=asset]")).hasSize(1);
    assertThat(page.select("#publish-assets option").eachAttr("value")).containsExactly("only");
    assertThat(page.select("#publish")).isEmpty();
  }

  @Test
  void theFormSuggestsANameAndExplainsWhatWillHappen() throws IOException {
    Document owner = shown(server.signedIn("olga"), "/publish/p?asset=new");
    assertThat(owner.select("#publish-version").attr("value")).isEqualTo("v1");
    assertThat(owner.select(".banner .reason").text()).contains("published at once", "an owner");
    assertThat(owner.select("#publish-probation").hasAttr("checked")).isFalse();
    Document untrusted = shown(server.signedIn("ulf"), "/publish/p?asset=new&version=x");
    assertThat(untrusted.select("#publish-version").attr("value")).isEqualTo("x");
    assertThat(untrusted.select(".banner .reason").text()).contains("on probation", "olga");
    assertThat(untrusted.select("#publish-probation").hasAttr("checked")).isTrue();
    assertThat(untrusted.select("pre").text()).contains("gypsum put");
  }

  @Test
  void theOnlyPermittedVersionIsSuggested() throws IOException {
    Document page = shown(server.signedIn("vera"), "/publish/p?asset=only");
    assertThat(page.select("#publish-version").attr("value")).isEqualTo("v7");
    assertThat(page.select(".banner .reason").text()).contains("published at once");
  }

  @Test
  void theScriptsReceiveTheRulesOfTheServer() throws IOException {
    Document page = shown(server.signedIn("olga"), "/publish/p?asset=a");
    assertThat(page.select("#publish").attr("data-settings"))
        .contains("\".DS_Store\"", "\"_study.json\"", "\"login\":\"olga\"");
  }

  @Test
  void namesAreEscapedAndInvalidOnesRefused() throws IOException {
    Browser browser = server.signedIn("olga");
    assertThat(browser.get("/publish/p?asset=%3Cb%3E%22").text())
        .doesNotContain("<b>\"")
        .contains("&lt;b>");
    assertThat(browser.get("/publish/p?asset=..x").status()).isEqualTo(400);
    assertThat(browser.get("/publish/missing").status()).isEqualTo(404);
  }

  @Test
  void aPersonWithoutASessionIsSentToTheSignIn() throws IOException {
    Browser anonymous = server.browser();
    assertThat(anonymous.get("/publish/p?asset=a").header("Location"))
        .isEqualTo("/sign-in?next=%2Fpublish%2Fp%3Fasset%3Da");
    assertThat(send(anonymous, "/publish/p/a/v1", START).status()).isEqualTo(401);
    assertThat(send(anonymous, "/publish/p/a/v1/check", "{\"bytes\":1}").status()).isEqualTo(401);
  }

  @Test
  void theStartAndTheCheckNeedTheTokenOfTheSession() throws IOException {
    Browser browser = server.signedIn("olga");
    browser.get("/publish/p?asset=a");
    for (String header : List.of("X: y", "X-CSRF-Token: x")) {
      assertThat(send(browser, "/publish/p/a/v1", START, header).status()).isIn(400, 403);
      assertThat(send(browser, "/publish/p/a/v1/check", "{\"bytes\":1}", header).status())
          .isIn(400, 403);
    }
    assertThat(server.store().head(BucketLayout.lock(PROJECT))).isEmpty();
  }

  @Test
  void aSessionStartsAnUploadAndTheApiCompletesIt() throws IOException {
    Browser browser = server.signedIn("ulf");
    browser.get("/publish/p?asset=a");
    Answer started = send(browser, "/publish/p/a/v1", START, csrf(browser));
    assertThat(started.status()).isEqualTo(200);
    assertThat(started.text()).contains("\"session_token\"", "\"put\":{\"url\":\"/upload/content?");
    assertThat(send(browser, "/publish/p/a/v2", START, csrf(browser)).status()).isEqualTo(403);
    server.close();
    assertThat(server.auditedActions()).contains("start-upload ok");
  }

  @Test
  void theCheckReportsWhatWouldPreventTheUpload() throws IOException {
    Browser browser = server.signedIn("olga");
    browser.get("/publish/p?asset=a");
    String plain = send(browser, "/publish/p/a/v1/check", "{\"bytes\":100}", csrf(browser)).text();
    assertThat(plain).contains("\"refusals\":[],\"notes\":[]", "\"on_probation\":false");
    assertThat(
        send(browser, "/publish/p/a/v1/check", "{\"bytes\":101}", csrf(browser)).text())
        .contains("the project uses 900 of 1000 bytes");
    Answer _ = send(browser, "/publish/p/a/v1", START, csrf(browser));
    assertThat(send(browser, "/publish/p/a/v1/check", "{\"bytes\":1}", csrf(browser)).text())
        .contains("version 'p/a/v1' already exists", "is locked by 'olga'");
  }

  @Test
  void theCheckFollowsTheChoicesInTheForm() throws IOException {
    Browser browser = server.signedIn("olga");
    browser.get("/publish/p?asset=a");
    String plain = send(browser, "/publish/p/a/v1/check", "{\"bytes\":1}", csrf(browser)).text();
    assertThat(plain)
        .contains("published at once", "\"right\":\"trusted\"", " my-directory p/a/v1\"")
        .doesNotContain("--probation", "--no-dedup", "--no-default-excludes");
    String chosen =
        "{\"bytes\":1,\"on_probation\":true,\"dedup\":false,\"default_excludes\":false}";
    assertThat(send(browser, "/publish/p/a/v1/check", chosen, csrf(browser)).text())
        .contains(
            "because you have chosen probation", "\"on_probation\":true",
            "--probation --no-dedup --no-default-excludes my-directory",
            "probation=TRUE, deduplicate=FALSE", "probation=True, deduplicate=False",
            ".onProbation().withoutDeduplication().run()");
  }

  @Test
  void theCommandsOfAnUntrustedUserNeedNoOptionForProbation() throws IOException {
    Browser browser = server.signedIn("ulf");
    browser.get("/publish/p?asset=a");
    assertThat(
        send(
            browser, "/publish/p/a/v1/check", "{\"bytes\":1,\"on_probation\":true}",
            csrf(browser)).text())
        .contains("\"right\":\"untrusted\"", "your uploads need approval")
        .doesNotContain("--probation");
  }

  @Test
  void theCheckExplainsAMissingRight() throws IOException {
    Browser browser = server.signedIn("sven");
    browser.get("/publish/p?asset=a");
    assertThat(send(browser, "/publish/p/a/v1/check", "{\"bytes\":1}", csrf(browser)).text())
        .contains("\"refusals\":[\"You may not upload this version: you have no permission");
    assertThat(send(browser, "/publish/p/a/v1", START, csrf(browser)).status()).isEqualTo(403);
  }

  @Test
  void theCheckListsTheViolationsOfMetadataDocuments() throws IOException {
    Browser browser = server.signedIn("olga");
    browser.get("/publish/p?asset=a");
    String request =
        "{\"bytes\":1,\"documents\":[{\"path\":\"_study.json\",\"text\":\"{}\"},"
            + "{\"path\":\"x/_study.json\",\"text\":\"{\\\"title\\\":1}\"},"
            + "{\"path\":\"_other.json\",\"text\":\"{\"}]}";
    String answer = send(browser, "/publish/p/a/v1/check", request, csrf(browser)).text();
    assertThat(answer)
        .contains(
            "{\"path\":\"_study.json\",\"violations\":[{\"pointer\":\"\",\"expected\":\"the property 'title'\"",
            "{\"path\":\"x/_study.json\",\"violations\":[],\"more\":0}")
        .doesNotContain("_other");
  }

  @Test
  void theCheckIsBounded() throws IOException {
    Browser browser = server.signedIn("olga");
    browser.get("/publish/p?asset=a");
    String document = "{\"path\":\"_study.json\",\"text\":\"{}\"}";
    String most =
        String.join(",", Collections.nCopies(UploadRequestCheck.MAX_DOCUMENTS, document));
    assertThat(documents(browser, most).status()).isEqualTo(200);
    assertThat(documents(browser, most + "," + document).status()).isEqualTo(400);
    String large = " ".repeat((int) UploadRequestCheck.MAX_BYTES);
    assertThat(send(browser, "/publish/p/a/v1/check", "{" + large + "}", csrf(browser)).status())
        .isEqualTo(413);
  }

  private static Answer documents(Browser browser, String documents) throws IOException {
    return send(
        browser, "/publish/p/a/v1/check", "{\"bytes\":1,\"documents\":[" + documents + "]}",
        csrf(browser));
  }
}
