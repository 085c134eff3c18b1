package io.gypsum.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.gypsum.server.audit.AuditEvent;
import io.gypsum.server.audit.AuditReader;
import io.gypsum.server.data.DataDirectory;
import io.gypsum.server.http.RawHttp;
import io.gypsum.server.identity.LocalAccounts;
import io.gypsum.server.settings.SettingsReader;
import io.gypsum.server.settings.SettingsSources;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** What a server records in its audit log. */
class AuditedServerTest {
  private static final Pattern WRITE_FAILED =
      Pattern.compile("gypsum_audit_write_failures_total [1-9]");

  @TempDir Path directory;

  private GypsumServer start(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("port", "0");
    all.put("data", directory.toString());
    return GypsumServer.start(
        SettingsReader.read(SettingsSources.of(all, directory)),
        (address, createBucket) -> new MemoryStore());
  }

  private String account(String name, boolean administrator) {
    return new LocalAccounts(DataDirectory.at(directory), InstantSource.system())
        .add(name, List.of(), administrator);
  }

  @Test
  void changesAndRefusedAttemptsAreRecordedWithTheirUser() throws IOException {
    String admin = account("root", true);
    String user = account("anna", false);
    try (GypsumServer server = start(Map.of())) {
      assertThat(ask(server, "POST", "/create/p", admin, "{}")).isEqualTo(200);
      assertThat(ask(server, "POST", "/create/q", user, "{}")).isEqualTo(403);
      assertThat(ask(server, "DELETE", "/remove/p/a/v1", "gypsum_invalid", "")).isEqualTo(401);
      assertThat(ask(server, "PUT", "/quota/none", admin, "{}")).isGreaterThan(399);
      assertThat(ask(server, "GET", "/file/none", user, "")).isEqualTo(404);
      assertThat(ask(server, "GET", "/upload/parts/x", "", "")).isEqualTo(401);
      assertThat(ask(server, "PUT", "/upload/content?ticket=x", user, "")).isGreaterThan(399);
    }
    assertThat(events()).containsExactly(
        "ok create-project root p", "refused create-project anna q",
        "refused remove-version null p/a/v1", "refused set-quota root none",
        "refused sign-in null ", "refused send-file null ");
    assertNoSecret(admin, user, "gypsum_invalid");
  }

  /** {@code gypsum rm} first finds the links to what is to be removed. */
  @Test
  void aUserWhoMayNotFindLinksIsRecorded() throws IOException {
    String admin = account("root", true);
    String user = account("anna", false);
    try (GypsumServer server = start(Map.of())) {
      assertThat(ask(server, "GET", "/links/p", user, "")).isEqualTo(403);
      assertThat(ask(server, "GET", "/links/p/a/v1", user, "")).isEqualTo(403);
      assertThat(ask(server, "POST", "/create/p", admin, "{}")).isEqualTo(200);
      assertThat(ask(server, "GET", "/links/p", admin, "")).as("only reads").isEqualTo(200);
    }
    assertThat(events()).containsExactly(
        "refused find-links anna p", "refused find-links anna p/a/v1", "ok create-project root p");
  }

  /** The requests of an upload have the session token only; the lock contains the user. */
  @Test
  void theEndOfAnUploadIsRecordedWithTheUserWhoStartedIt() throws IOException {
    String admin = account("root", true);
    String session = UUID.randomUUID().toString();
    try (GypsumServer server = start(Map.of())) {
      assertThat(ask(server, "POST", "/create/p", admin, "{}")).isEqualTo(200);
      String start =
          "{\"files\":[],\"on_probation\":false,\"session_token\":\"" + session + "\"}";
      assertThat(ask(server, "POST", "/upload/start/p/a/v1", admin, start)).isEqualTo(200);
      assertThat(ask(server, "POST", "/upload/complete/p/a/v1", "wrong", "")).isEqualTo(403);
      assertThat(ask(server, "POST", "/upload/complete/p/a/v1", session, "")).isEqualTo(200);
    }
    assertThat(events()).endsWith(
        "ok start-upload root p/a/v1", "refused complete-upload null p/a/v1",
        "ok complete-upload root p/a/v1");
    assertNoSecret(admin, session, "wrong");
  }

  @Test
  void aRejectionIsRecordedWithItsReasonAndTheUploader() throws IOException {
    String admin = account("root", true);
    String user = account("anna", false);
    List<AuditEvent> rejections = new ArrayList<>();
    try (GypsumServer server = start(Map.of())) {
      assertThat(
          ask(
              server, "POST", "/create/p", admin,
              "{\"permissions\":{\"uploaders\":[{\"id\":\"anna\"}]}}"))
          .isEqualTo(200);
      for (String version : List.of("v1", "v2")) {
        String session = UUID.randomUUID().toString();
        String start = "{\"files\":[],\"on_probation\":true,\"session_token\":\"" + session + "\"}";
        assertThat(ask(server, "POST", "/upload/start/p/a/" + version, user, start))
            .isEqualTo(200);
        assertThat(ask(server, "POST", "/upload/complete/p/a/" + version, session, ""))
            .isEqualTo(200);
      }
      String reject = "/probation/reject/p/a/v1";
      for (String invalid : List.of(
          "{\"reason\":\" \"}", "{\"reason\":null}", "{\"reason\":1}", "x",
          "{\"reason\":\"" + "x".repeat(1_001) + "\"}")) {
        assertThat(ask(server, "POST", reject, admin, invalid)).as(invalid).isEqualTo(400);
      }
      String longest = "{\"reason\":\" " + "x".repeat(1_000) + "\",\"more\":1}";
      assertThat(ask(server, "POST", reject, admin, longest)).isEqualTo(200);
      assertThat(ask(server, "POST", "/probation/reject/p/a/v2", user, "")).isEqualTo(200);
    }
    AuditReader.read(directory, event -> {
      if (event.action().equals("reject-version") && event.outcome() == AuditEvent.Outcome.OK) {
        rejections.add(event);
      }
    });
    assertThat(rejections).extracting(event -> event.actor().comment())
        .containsExactly("x".repeat(1_000), null);
    assertThat(rejections).extracting(event -> event.target().uploader())
        .containsExactly("anna", "anna");
  }

  @Test
  @Timeout(60)
  void aDirectoryThatCannotBeWrittenFailsNoRequestAndIsCounted() throws IOException {
    String admin = account("root", true);
    Files.writeString(directory.resolve("audit"), "a file in the place of the directory");
    try (GypsumServer server = start(Map.of())) {
      assertThat(ask(server, "POST", "/create/p", admin, "{}")).isEqualTo(200);
      String metrics = "";
      // The log tries again every second, so a slow reader of the metrics may miss the first failure.
      while (!WRITE_FAILED.matcher(metrics).find()) {
        metrics = RawHttp.ask(server.address().getPort(), "GET", "/metrics").text();
      }
      assertThat(metrics)
          .contains("gypsum_audit_events_total 0.0", "gypsum_audit_events_lost_total 0.0");
    }
  }

  @Test
  void nothingIsRecordedIfTheLogIsOff() throws IOException {
    String admin = account("root", true);
    try (GypsumServer server = start(Map.of("audit-log", "false"))) {
      assertThat(ask(server, "POST", "/create/p", admin, "{}")).isEqualTo(200);
    }
    assertThat(directory.resolve("audit")).doesNotExist();
  }

  private static int ask(
      GypsumServer server, String method, String target, String token, String body)
      throws IOException {
    String head =
        token.isEmpty()
            ? RawHttp.head(method, target, "Content-Length: " + body.length())
            : RawHttp.head(
                method, target, "Authorization: Bearer " + token,
                "Content-Length: " + body.length());
    return RawHttp.ask(server.address().getPort(), head + "\r\n" + body).status();
  }

  private List<String> events() throws IOException {
    List<String> events = new ArrayList<>();
    AuditReader.read(directory, event -> {
      assertThat(event.actor().client()).isEqualTo("127.0.0.1");
      AuditEvent.Target target = event.target();
      String names =
          String.join(
              "/", Stream.of(target.project(), target.asset(), target.version())
                  .filter(name -> name != null)
                  .toList());
      events.add(
          event.outcome().text() + " " + event.action() + " " + event.actor().user() + " "
              + names);
    });
    return events;
  }

  private void assertNoSecret(String... secrets) throws IOException {
    assertThat(Files.readString(directory.resolve("audit/audit-000001.jsonl")))
        .doesNotContain(secrets);
  }
}
