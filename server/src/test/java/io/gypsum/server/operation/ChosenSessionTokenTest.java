package io.gypsum.server.operation;

import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import io.gypsum.core.decision.User;
import io.gypsum.core.document.Md5;
import io.gypsum.core.json.MalformedJsonException;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.data.SigningKey;
import io.gypsum.server.testing.BucketState;
import io.gypsum.server.testing.BundleBody;
import io.gypsum.server.testing.ClientUpload;
import io.gypsum.server.testing.Files;
import io.gypsum.server.testing.TestClock;
import io.gypsum.server.testing.TestOperations;
import io.gypsum.store.Store;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.gypsum.server.testing.TestOperations.ADMIN;
import static io.gypsum.server.testing.TestOperations.OWNER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Clients may choose the token of a session, and errors describe the upload that locks a project. */
class ChosenSessionTokenTest {
  private static final AssetVersion VERSION = AssetVersion.parse("p/a/v");
  private static final User UPLOADER = new User("ann", Set.of(), false);

  private final Store store = new MemoryStore();
  private final TestClock clock = new TestClock();
  private final TestOperations server = new TestOperations(store, clock, SigningKey.random());

  @BeforeEach
  void create() {
    server.create("p");
  }

  private static String body(String token) {
    return "{\"session_token\":" + token + ",\"files\":[" + Files.simple("x", "one") + "]}";
  }

  private GypsumException refused(String version, String body) {
    return catchThrowableOfType(
        GypsumException.class, () -> server.start(OWNER, version, body));
  }

  @Test
  void theChosenTokenIsThatOfTheSession() {
    String token = UUID.randomUUID().toString();

    ClientUpload session = server.start(OWNER, "p/a/v", body("\"" + token + "\""));

    assertThat(session.token()).isEqualTo(token);
    server.send(session, "x", "one");
    server.complete(session);
    assertThat(BucketState.content(store, new Key("p/a/v/x"))).isEqualTo("one");
  }

  @Test
  void aSessionWhoseResponseWasLostCanBeAborted() {
    String token = UUID.randomUUID().toString();
    ClientUpload _ = server.start(OWNER, "p/a/v", body("\"" + token + "\""));

    server.uploads.abort(VERSION, token);

    assertThat(BucketState.of(store))
        .containsOnlyKeys("p/..permissions", "p/..quota", "p/..usage");
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "\"\"", "\"x\"", "null", "1", "\"00000000-0000-0000-0000-000000000000\"",
      "\"f81d4fae-7dec-11d0-a765-00a0c91e6bf6\""})
  void otherTextsAreInvalidAndNotRepeatedInTheMessage(String token) {
    MalformedJsonException failure =
        catchThrowableOfType(
            MalformedJsonException.class, () -> server.start(OWNER, "p/a/v", body(token)));

    assertThat(failure.problem()).contains("session_token").doesNotContain("f81d4fae");
    assertThat(server.locks.read(new ProjectName("p"))).isEmpty();
  }

  @Test
  void theErrorAboutALockedProjectDescribesTheUploadThatLocksIt() {
    ClientUpload _ = server.start(OWNER, "p/a/v", Files.body(Files.simple("x", "one")));

    GypsumException failure = refused("p/b/w", Files.body());

    assertThat(failure.kind()).isEqualTo(Kind.LOCKED);
    assertThat(failure.reason()).contains(
        "project 'p' is locked: upload of 'p/a/v' by 'owner'",
        "started 2026-03-01T12:00:00.000Z", "expires 2026-03-02T12:00:00.000Z",
        "'gypsum unlock p'");
  }

  @Test
  void theSameTokenDoesNotStartAnotherUploadOfALockedProject() {
    String body = body("\"" + UUID.randomUUID() + "\"");
    ClientUpload session = server.start(OWNER, "p/a/v", body);

    assertThat(refused("p/a/v", body).kind()).isEqualTo(Kind.LOCKED);

    server.send(session, "x", "one");
    server.complete(session);
  }

  /** The right to the published version has ended, and a request without a right aborts the upload. */
  @Test
  void anUploadTokenOfAnEarlierSessionWithTheSameTokenChangesNothing() {
    String body =
        "{\"bundles\":true,\"session_token\":\"" + UUID.randomUUID() + "\",\"files\":["
            + IntStream.range(0, BundleOffer.MIN_FILES)
                .mapToObj(i -> Files.simple("x" + i, "one"))
                .collect(Collectors.joining(","))
            + "]}";
    permit("a");
    ClientUpload published = server.start(UPLOADER, "p/a/v", body);
    String put = server.presign(published.uploadTokens().get("x0"), published.token());
    server.send(published, "x0", "one");
    server.complete(published);
    permit("b");
    ClientUpload running = server.start(UPLOADER, "p/b/w", body);
    SortedMap<String, String> before = BucketState.of(store);

    byte[] bundle = BundleBody.of(published, "x0", "one").bytes();
    String md5 = Md5.parse(Files.md5("one")).base64();
    for (Runnable request : List.<Runnable>of(
        () -> server.sendBundle(published, bundle),
        () -> server.files
            .receive(put, md5, 3, new ByteArrayInputStream(Files.bytes("one"))))) {
      assertThat(catchThrowableOfType(GypsumException.class, request::run).kind())
          .isEqualTo(Kind.FORBIDDEN);
      assertThat(BucketState.of(store)).isEqualTo(before);
    }
    server.send(running, "x0", "one");
    server.complete(running);
  }

  private void permit(String asset) {
    server.projects.setPermissions(
        ADMIN, new ProjectName("p"), TestOperations.permissions(
            "{\"uploaders\":[{\"id\":\"ann\",\"trusted\":true,\"asset\":\"" + asset
                + "\"}]}"));
    clock.advance(UploadRights.PERMISSIONS_TTL.plusMillis(1));
  }
}
