package io.gypsum.server.operation;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import io.gypsum.core.decision.User;
import io.gypsum.core.document.Lock;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.data.SigningKey;
import io.gypsum.server.testing.BucketState;
import io.gypsum.server.testing.ClientUpload;
import io.gypsum.server.testing.Files;
import io.gypsum.server.testing.TestClock;
import io.gypsum.server.testing.TestOperations;
import io.gypsum.server.testing.WatchedStore;
import io.gypsum.store.Content;
import io.gypsum.store.PutCondition;
import io.gypsum.store.Races;
import io.gypsum.store.Store;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.gypsum.server.testing.TestOperations.ADMIN;
import static io.gypsum.server.testing.TestOperations.OWNER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

/** Rights that end while an upload runs end the upload. */
class UploadRightsTest {
  private static final ProjectName P = new ProjectName("p");
  private static final SigningKey KEY = SigningKey.random();
  private static final User ANN = new User("ann", Set.of("lab", "club"), false);
  private static final String ONLY_OWNER = "{\"owners\":[\"owner\"],\"uploaders\":[]}";

  private final Store store = new MemoryStore();
  private final TestClock clock = new TestClock();
  private final WatchedStore watched = new WatchedStore(store);
  private final TestOperations server = new TestOperations(watched, clock, KEY);
  private final TestOperations other = new TestOperations(store, clock, KEY);
  private Map<String, String> before = Map.of();

  @BeforeEach
  void create() {
    server.create("p", uploader("\"id\":\"ann\",\"trusted\":true"));
    before = BucketState.of(store);
  }

  private static String uploader(String entry) {
    return "{\"owners\":[\"owner\"],\"uploaders\":[{" + entry + "}]}";
  }

  private ClientUpload start(User user) {
    return server.start(
        user, "p/a/v", Files.body(Files.simple("x", "one"), Files.simple("big", "12345678")));
  }

  private void permit(String permissions) {
    other.projects.setPermissions(ADMIN, P, TestOperations.permissions(permissions));
  }

  private GypsumException refused(Runnable action) {
    GypsumException failure = catchThrowableOfType(GypsumException.class, action::run);
    assertThat(failure).as("the failure").isNotNull();
    assertThat(failure.kind()).isEqualTo(Kind.FORBIDDEN);
    return failure;
  }

  private void assertNothingLeft(String permissions) {
    Map<String, String> expected = new TreeMap<>(before);
    expected.put("p/..permissions", permissions);
    assertThat(BucketState.of(store)).isEqualTo(expected);
  }

  /** What a session requests with its token. */
  enum SessionRequest {
    COMPLETE {
      @Override
      void send(TestOperations server, ClientUpload session) {
        server.complete(session);
      }
    },
    URL_OF_A_FILE {
      @Override
      void send(TestOperations server, ClientUpload session) {
        server.presign(session.uploadTokens().get("x"), session.token());
      }
    },
    URL_OF_A_PART {
      @Override
      void send(TestOperations server, ClientUpload session) {
        server.sendPart(session, "big", 1, "1234");
      }
    },
    JOIN {
      @Override
      void send(TestOperations server, ClientUpload session) {
        server.join(session, "big");
      }
    };

    abstract void send(TestOperations server, ClientUpload session);
  }

  @ParameterizedTest
  @EnumSource
  void aRemovedUploaderIsRefusedAndTheUploadIsAborted(SessionRequest request) {
    ClientUpload session = start(ANN);
    server.send(session, "x", "one");
    permit(ONLY_OWNER);

    // This server has not read the change, as if it used permissions that are a second old.
    TestOperations next = new TestOperations(watched, clock, KEY);
    GypsumException failure = refused(() -> request.send(next, session));

    assertThat(failure.reason()).contains(
        "'ann' may no longer upload 'p/a/v'", "permissions of the project have changed", "aborted");
    assertNothingLeft(ONLY_OWNER);
  }

  @ParameterizedTest
  @EnumSource
  void aRemovedAccountIsRefusedAndTheUploadIsAborted(SessionRequest request) {
    ClientUpload session = start(ANN);
    server.send(session, "x", "one");
    server.accounts.removed.add("ann");

    assertThat(refused(() -> request.send(server, session)).reason())
        .contains("the account was removed");

    assertThat(BucketState.of(store)).isEqualTo(before);
  }

  @Test
  void aTokenThatIsReplacedDuringAnUploadEndsIt() {
    server.accounts.replaced.put("ann", clock.instant());
    ClientUpload session = start(ANN);
    server.send(session, "x", "one");
    server.accounts.replaced.put("ann", clock.instant().plusMillis(1));

    assertThat(refused(() -> server.complete(session)).reason())
        .contains("its access token was replaced", "aborted");

    assertThat(BucketState.of(store)).isEqualTo(before);
  }

  @Test
  void aFileSentThroughTheServerByARemovedAccountIsRefusedBeforeItsBodyIsRead() {
    ClientUpload session = start(ANN);
    String url = server.presign(session.uploadTokens().get("x"), session.token());
    server.accounts.removed.add("ann");
    ByteArrayInputStream body = new ByteArrayInputStream(Files.bytes("one"));

    refused(() -> receive(url, body));

    assertThat(body.available()).isEqualTo(3);
    assertThat(BucketState.of(store)).isEqualTo(before);
  }

  @Test
  void completingReadsThePermissionsEvenIfTheyWereReadAMomentAgo() {
    ClientUpload session = start(ANN);
    server.send(session, "x", "one");
    server.send(session, "big", "12345678");
    permit(ONLY_OWNER);

    refused(() -> server.complete(session));

    assertNothingLeft(ONLY_OWNER);
  }

  @Test
  void permissionsThatWereReadAMomentAgoDoNotRefuseANewUploader() {
    User bob = new User("bob", Set.of(), false);
    ClientUpload first = start(ANN);
    server.send(first, "x", "one");
    server.abort(first);
    permit(uploader("\"id\":\"bob\""));

    ClientUpload session = start(bob);
    server.send(session, "x", "one");

    assertThat(BucketState.content(store, session.staged("one"))).isEqualTo("one");
  }

  @Test
  void anotherEntryForTheUserKeepsTheRight() {
    ClientUpload session = start(ANN);
    permit(uploader("\"id\":\"lab\",\"trusted\":true"));

    finish(session);

    assertThat(server.env.bucket().summary(session.version()).orElseThrow().isPublished()).isTrue();
  }

  @Test
  void anOrganizationThatIsRemovedEndsTheRight() {
    permit(uploader("\"id\":\"lab\",\"trusted\":true"));
    ClientUpload session = start(ANN);
    server.send(session, "x", "one");
    permit(uploader("\"id\":\"others\",\"trusted\":true"));

    refused(() -> server.complete(session));
  }

  @Test
  void theLockDoesNotDiscloseOrganizations() {
    ClientUpload session = start(ANN);

    Lock lock = server.locks.read(P).orElseThrow().document();
    assertThat(lock.organizations()).hasSize(2).doesNotContain("lab", "club");
    assertThat(BucketState.of(store).get("p/..LOCK")).doesNotContain("lab", "club");

    server.abort(session);
    ClientUpload again = start(ANN);
    assertThat(server.locks.read(P).orElseThrow().document().organizations())
        .doesNotContainAnyElementsOf(lock.organizations());
    server.abort(again);
  }

  @Test
  void aTimeLimitThatPassesDuringTheUploadDoesNotEndIt() {
    permit(uploader("\"id\":\"ann\",\"until\":\"2026-03-01T12:00:10Z\",\"trusted\":true"));
    ClientUpload session = start(ANN);
    clock.advance(Duration.ofMinutes(1));

    finish(session);

    assertThat(server.env.bucket().summary(session.version()).orElseThrow().isPublished()).isTrue();
  }

  @Test
  void aTimeLimitThatIsSetBeforeTheStartEndsTheRight() {
    ClientUpload session = start(ANN);
    permit(uploader("\"id\":\"ann\",\"until\":\"2026-03-01T11:59:59Z\",\"trusted\":true"));

    refused(() -> server.complete(session));
  }

  @Test
  void anUploaderWhoIsNoLongerTrustedPublishesOnProbation() {
    ClientUpload session = start(ANN);
    permit(uploader("\"id\":\"ann\""));

    finish(session);

    assertThat(BucketState.content(store, new Key("p/a/v/..summary")))
        .contains("upload_finish", "\"on_probation\":true");
    assertThat(BucketState.of(store)).doesNotContainKey("p/a/..latest");
  }

  @Test
  void anUploaderWhoBecomesTrustedStaysOnProbation() {
    permit(uploader("\"id\":\"ann\""));
    ClientUpload session = start(ANN);
    permit(uploader("\"id\":\"ann\",\"trusted\":true"));

    finish(session);

    assertThat(server.env.bucket().summary(session.version()).orElseThrow().isOnProbation())
        .isTrue();
  }

  @Test
  void anUploadOfAnEarlierReleaseIsNotChecked() {
    ClientUpload session = start(ANN);
    Lock lock = server.locks.read(P).orElseThrow().document();
    store.put(
        new Key("p/..LOCK"),
        Content.of(new Lock(lock.sessionHash(), lock.asset(), lock.version(), lock.journal())),
        PutCondition.OVERWRITE);
    permit(ONLY_OWNER);

    finish(session);

    assertThat(server.env.bucket().summary(session.version()).orElseThrow().isPublished()).isTrue();
  }

  @Test
  void rightsThatEndWhileACompletionListsFilesAreNoticed() {
    ClientUpload session = start(ANN);
    server.send(session, "x", "one");
    server.send(session, "big", "12345678");
    watched.after("get p/a/v/..manifest", () -> permit(ONLY_OWNER));

    refused(() -> server.complete(session));

    assertNothingLeft(ONLY_OWNER);
  }

  @Test
  void rightsThatEndAfterTheCommitOfACompletionDoNotStopIt() {
    ClientUpload session = start(ANN);
    server.send(session, "x", "one");
    server.send(session, "big", "12345678");
    watched.before("get p/a/..latest", () -> {
      permit(ONLY_OWNER);
      server.accounts.removed.add("ann");
    });

    server.complete(session);

    assertThat(server.env.bucket().summary(session.version()).orElseThrow().isPublished()).isTrue();
  }

  @Test
  void ofManyRequestsAfterARemovalEachIsRefused() throws Exception {
    ClientUpload session = start(ANN);
    server.send(session, "x", "one");
    permit(ONLY_OWNER);
    TestOperations next = new TestOperations(store, clock, KEY);

    List<String> reasons =
        Races.atOnce(
            8, number -> {
              SessionRequest request = SessionRequest.values()[number % 4];
              return refused(() -> request.send(next, session)).reason();
            });

    assertThat(reasons)
        .containsOnly(reasons.get(0))
        .first(STRING)
        .contains("permissions of the project have changed");
    assertNothingLeft(ONLY_OWNER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"replace p/..LOCK", "delete p/..LOCK"})
  void requestsDuringTheAbortAreRefusedForTheSameReason(String stepOfTheAbort) {
    ClientUpload session = start(ANN);
    String url = server.presign(session.uploadTokens().get("x"), session.token());
    server.accounts.removed.add("ann");
    List<String> meanwhile = new ArrayList<>();
    watched.after(stepOfTheAbort, () -> {
      for (SessionRequest request : SessionRequest.values()) {
        meanwhile.add(refused(() -> request.send(server, session)).reason());
      }
      meanwhile
          .add(refused(() -> receive(url, new ByteArrayInputStream(Files.bytes("one")))).reason());
    });

    String first = refused(() -> SessionRequest.URL_OF_A_FILE.send(server, session)).reason();

    assertThat(meanwhile).hasSize(5).containsOnly(first);
  }

  @ParameterizedTest
  @EnumSource
  void anUploadThatAnotherServerAbortsFirstIsRefusedForTheSameReason(SessionRequest request) {
    ClientUpload session = start(ANN);
    permit(ONLY_OWNER);
    watched.before(
        "replace p/..LOCK", () -> refused(() -> SessionRequest.COMPLETE.send(other, session)));

    GypsumException failure = refused(() -> request.send(server, session));

    assertThat(failure.reason()).contains("permissions of the project have changed", "aborted");
    assertNothingLeft(ONLY_OWNER);
  }

  @Test
  void anUploadThatIsCompletedFirstIsNotReportedAsAborted() {
    ClientUpload session = start(ANN);
    server.send(session, "x", "one");
    server.send(session, "big", "12345678");
    server.accounts.removed.add("ann");
    watched.before("replace p/..LOCK", () -> other.complete(session));

    GypsumException failure =
        catchThrowableOfType(
            GypsumException.class, () -> SessionRequest.URL_OF_A_FILE.send(server, session));

    assertThat(failure.kind()).isEqualTo(Kind.LOCKED);
    assertThat(refused(() -> server.complete(session)).reason()).contains("was completed");
    assertThat(server.env.bucket().summary(session.version()).orElseThrow().isPublished()).isTrue();
  }

  @Test
  void laterRequestsOfAnAbortedUploadAreRefusedForTheSameReason() {
    ClientUpload session = start(ANN);
    server.accounts.removed.add("ann");
    String first = refused(() -> SessionRequest.URL_OF_A_FILE.send(server, session)).reason();

    for (SessionRequest request : SessionRequest.values()) {
      assertThat(refused(() -> request.send(server, session)).reason()).isEqualTo(first);
    }
    clock.advance(Duration.ofMinutes(11));
    assertThat(refused(() -> server.complete(session)).reason()).contains("no upload to 'p/a/v'");
  }

  @Test
  void aStartOfAnOwnerNeedsNoUploaderEntry() {
    ClientUpload session = start(OWNER);

    finish(session);

    assertThat(server.env.bucket().summary(session.version()).orElseThrow().isPublished()).isTrue();
  }

  private void receive(String url, ByteArrayInputStream one) {
    server.files.receive(url, Files.md5Base64("one"), 3, one);
  }

  private void finish(ClientUpload session) {
    server.send(session, "x", "one");
    server.send(session, "big", "12345678");
    server.complete(session);
  }
}
