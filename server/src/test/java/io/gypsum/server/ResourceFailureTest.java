package io.gypsum.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.gypsum.core.GypsumException;
import io.gypsum.server.data.DataDirectory;
import io.gypsum.server.identity.LocalAccounts;
import io.gypsum.server.settings.ServerSettings;
import io.gypsum.server.settings.SettingsReader;
import io.gypsum.server.settings.SettingsSources;
import io.gypsum.store.disk.LimitedDisk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a whole server answers while its disk, its directories or its accounts cannot be used, and afterwards. */
@Timeout(60)
class ResourceFailureTest {
  private static final int MIB = 1 << 20;
  private static final byte[] BIG = new byte[16 * MIB];

  @TempDir Path temp;
  private final AtomicLong passedNanos = new AtomicLong();
  private final HttpClient http = HttpClient.newHttpClient();
  private LimitedDisk disk;
  private Path bucket;
  private ServerSettings settings;
  private String token;
  private GypsumServer server;

  @BeforeEach
  void start() {
    bucket = temp.resolve("bucket");
    settings =
        SettingsReader.read(
            SettingsSources.of(
                Map.of(
                    "port", "0", "data", temp.resolve("data").toString(), "store",
                    "file:" + bucket),
                temp));
    token =
        new LocalAccounts(DataDirectory.at(temp.resolve("data")), InstantSource.system())
            .add("ada", List.of(), true);
    disk = new LimitedDisk(bucket, 8L * MIB);
    server =
        GypsumServer.start(
            settings, (address, createBucket) -> disk.open(),
            () -> System.nanoTime() + passedNanos.get());
    assertReady();
    post("/create/p", "{}").is(200);
    publish("v1", new byte[MIB]);
  }

  @AfterEach
  void stop() {
    server.close();
    http.close();
  }

  @Test
  void aFullDisk() throws IOException {
    Upload upload = startUpload("v2", BIG);

    // The client sends the whole body before it reads the response.
    send("PUT", upload.url, BodyPublishers.ofByteArray(BIG), null, upload.md5)
        .is(507)
        .says("the server's disk is full");
    disk.fill();
    letTimePass();
    assertNotReady("the disk is full");
    get("/file/p%2Fa%2Fv1%2Ffile").is(200);

    post("/upload/abort/p/a/v2", "", upload.session).is(200);
    disk.fill();
    post("/upload/start/p/a/v3", upload.request).is(507).says("the server's disk is full");
    send("DELETE", "/unlock/p", BodyPublishers.noBody(), token, null).is(200);
    get("/file/p%2F..LOCK").is(404);
    disk.fill();
    send("DELETE", "/remove/p/a/v1", BodyPublishers.noBody(), token, null).is(200);
    get("/file/p%2Fa%2Fv1%2Ffile").is(404);

    disk.setCapacity(8L * MIB);
    letTimePass();
    assertReady();
    publish("v4", new byte[MIB]);
  }

  @Test
  void aReadOnlyDirectory() {
    disk.setReadOnly(true);
    letTimePass();
    assertNotReady("the disk is mounted read-only");
    post("/create/q", "{}").is(503).says("read-only");
    get("/file/p%2Fa%2Fv1%2Ffile").is(200);

    disk.setReadOnly(false);
    letTimePass();
    assertReady();
    post("/create/q", "{}").is(200);
  }

  @Test
  void aLostMount() throws IOException {
    Path away = Files.move(bucket, temp.resolve("away"));
    Files.createDirectory(bucket);

    assertNotReady("no longer exists or was replaced");
    for (String route : List.of(
        "/file/p%2Fa%2Fv1%2Ffile", "/file/p%2F..permissions", "/list", "/list?recursive=true")) {
      get(route).is(503).says("check that its file system is mounted");
    }
    post("/upload/start/p/a/v2", "{\"files\":[]}").is(503);
    send("DELETE", "/remove/p", BodyPublishers.noBody(), token, null).is(503);
    assertThat(bucket).isEmptyDirectory();

    Files.delete(bucket);
    Files.move(away, bucket);
    assertReady();
    get("/file/p%2Fa%2Fv1%2Ffile").is(200);
    get("/list").is(200).says("p/");
    publish("v2", new byte[10]);
  }

  @Test
  void aServerDoesNotStartOnALostMount() throws IOException {
    server.close();
    Path away = Files.move(bucket, temp.resolve("away"));
    Files.createDirectory(bucket);

    assertThatThrownBy(() -> GypsumServer.start(settings))
        .isInstanceOf(GypsumException.class)
        .hasMessageContaining("this server has used it before");
    assertThat(bucket).isEmptyDirectory();

    Files.delete(bucket);
    Files.move(away, bucket);
    server = GypsumServer.start(settings);
    get("/file/p%2Fa%2Fv1%2Ffile").is(200);
  }

  @Test
  void lostAccounts() throws IOException {
    Path accounts = temp.resolve("data/accounts.json");
    Path away = Files.move(accounts, temp.resolve("accounts.json"));
    assertNotReady("no user can sign in");
    post("/create/q", "{}").is(401).says("invalid access token");

    Files.writeString(accounts, "{\"accounts\":[{\"name\":\"secret-name\"}]}");
    assertNotReady("the server cannot read its accounts");
    assertThat(post("/create/q", "{}").is(503).body)
        .contains("the server cannot read its accounts")
        .doesNotContain("accounts.json", "secret-name", temp.toString());
    get("/file/p%2Fa%2Fv1%2Ffile").is(200);

    Files.delete(accounts);
    Files.move(away, accounts);
    assertReady();
    post("/create/q", "{}").is(200);
  }

  /** The write to the disk is checked only every few seconds. */
  private void letTimePass() {
    passedNanos.addAndGet(60_000_000_000L);
  }

  private record Upload(String request, String session, String url, String md5) {}

  private Upload startUpload(String version, byte[] content) {
    byte[] md5 = md5(content);
    String request =
        "{\"files\":[{\"type\":\"simple\",\"path\":\"file\",\"size\":" + content.length
            + ",\"md5sum\":\"" + HexFormat.of().formatHex(md5) + "\"}]}";
    Response started = post("/upload/start/p/a/" + version, request).is(200);
    String session = started.property("session_token");
    Response presigned = post(started.property("url"), "", session).is(200);
    return new Upload(
        request, session, presigned.property("url"), presigned.property("md5sum_base64"));
  }

  private void publish(String version, byte[] content) {
    Upload upload = startUpload(version, content);
    send("PUT", upload.url, BodyPublishers.ofByteArray(content), null, upload.md5).is(200);
    post("/upload/complete/p/a/" + version, "", upload.session).is(200);
  }

  private static byte[] md5(byte[] content) {
    try {
      return MessageDigest.getInstance("MD5").digest(content);
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private void assertReady() {
    get("/health/ready").is(200).says("\"ready\":true");
  }

  private void assertNotReady(String reason) {
    get("/health/ready").is(503).says("\"ready\":false", reason);
  }

  private Response get(String route) {
    return send("GET", route, BodyPublishers.noBody(), null, null);
  }

  private Response post(String route, String body) {
    return post(route, body, token);
  }

  private Response post(String route, String body, String bearer) {
    return send("POST", route, BodyPublishers.ofString(body), bearer, null);
  }

  private Response send(
      String method, String route, BodyPublisher body, String bearer, String md5) {
    URI url = route.startsWith("http")
        ? URI.create(route)
        : URI.create(server.address() + route);
    HttpRequest.Builder request = HttpRequest.newBuilder(url).method(method, body);
    if (bearer != null) {
      request.header("Authorization", "Bearer " + bearer);
    }
    if (md5 != null) {
      request.header("Content-MD5", md5);
    }
    try {
      HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
      return new Response(method + " " + route, response.statusCode(), response.body());
    } catch (IOException e) {
      throw new AssertionError(method + " " + route, e);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  private record Response(String request, int status, String body) {
    Response is(int expected) {
      assertThat(status).as("%s: %s", request, body).isEqualTo(expected);
      return this;
    }

    Response says(String... words) {
      assertThat(body).as(request).contains(words);
      return this;
    }

    String property(String name) {
      Matcher found = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(body);
      assertThat(found.find()).as("%s in %s", name, body).isTrue();
      return found.group(1);
    }
  }
}
