package io.gypsum.server.operation;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import io.gypsum.core.document.Md5;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.name.Key;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.server.data.SigningKey;
import io.gypsum.server.testing.BucketState;
import io.gypsum.server.testing.ClientUpload;
import io.gypsum.server.testing.FastDirectory;
import io.gypsum.server.testing.Files;
import io.gypsum.server.testing.ReachableStore;
import io.gypsum.server.testing.TestClock;
import io.gypsum.server.testing.TestLanes;
import io.gypsum.server.testing.TestOperations;
import io.gypsum.server.testing.WatchedStore;
import io.gypsum.store.Content;
import io.gypsum.store.FailingStore;
import io.gypsum.store.ForwardingStore;
import io.gypsum.store.PutCondition;
import io.gypsum.store.PutResult;
import io.gypsum.store.Races;
import io.gypsum.store.Store;
import io.gypsum.store.StoreException;
import io.gypsum.store.disk.DiskStore;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.gypsum.server.testing.TestOperations.OWNER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Files that are sent in parts, here of four bytes. */
class UploadPartsTest {
  @Nested
  class InMemory extends Parts {
    @Override
    Store openStore() {
      return new MemoryStore();
    }
  }

  @Nested
  class OnDisk extends Parts {
    @TempDir(factory = FastDirectory.class) Path directory;

    @Override
    Store openStore() {
      return DiskStore.open(directory);
    }
  }

  @Nested
  class DirectlyToTheStore extends Parts {
    @Override
    Store openStore() {
      return new ReachableStore(new MemoryStore());
    }
  }

  abstract static class Parts {
    private static final UploadUrls.Destination SERVER =
        UploadUrls.Destination.of(URI.create("http://server"));
    private static final SigningKey KEY = SigningKey.random();
    private static final String CONTENT = "abcdefghi";

    private final TestClock clock = new TestClock();
    private Store store;
    private TestOperations server;
    private ClientUpload session;
    private Key staged;

    abstract Store openStore();

    @BeforeEach
    void start() {
      store = openStore();
      server = new TestOperations(store, clock, KEY);
      server.create("p");
      session =
          server.start(
              OWNER, "p/a/v",
              inParts(Files.simple("big", CONTENT), Files.simple("x", "one")));
      staged = session.staged(CONTENT);
    }

    @AfterEach
    void close() {
      store.close();
    }

    private static String inParts(String... files) {
      return Files.body(files).replaceFirst("\\{", "{\"parts\":true,");
    }

    private void sendAll() {
      server.sendPart(session, "big", 3, "i");
      server.sendPart(session, "big", 1, "abcd");
      server.sendPart(session, "big", 2, "efgh");
    }

    private void finish() {
      server.send(session, "x", "one");
      server.complete(session);
    }

    private SortedMap<Integer, List<Md5>> sent() {
      return parts().parts();
    }

    private UploadParts.ReceivedParts parts() {
      return server.parts.sent(session.uploadTokens().get("big"), session.token());
    }

    private SortedMap<String, String> state() {
      return BucketState.of(store);
    }

    private void assertNoParts() {
      assertThat(state().keySet()).noneMatch(key -> key.contains(".parts/"));
    }

    private void assertNoStagedFiles() {
      assertThat(state().keySet()).noneMatch(key -> key.startsWith("..arrivals/"));
    }

    private static GypsumException failure(Runnable action) {
      GypsumException failure = catchThrowableOfType(GypsumException.class, action::run);
      assertThat(failure).as("the failure").isNotNull();
      return failure;
    }

    private static Md5 md5(String content) {
      return Md5.parse(Files.md5(content));
    }

    @Test
    void partsInAnyOrderAreJoinedToTheFile() {
      sendAll();
      assertThat(server.join(session, "big")).isTrue();
      assertThat(BucketState.content(store, staged)).isEqualTo(CONTENT);
      assertNoParts();
      assertThat(state()).doesNotContainKey("p/a/v/big");

      finish();

      assertThat(state())
          .containsEntry("p/a/v/big", CONTENT)
          .containsEntry("p/..usage", "{\"total\":12}")
          .doesNotContainKey("p/..LOCK");
    }

    @Test
    void anInterruptedClientListsTheReceivedParts() {
      assertThat(sent()).isEmpty();
      server.sendPart(session, "big", 2, "efgh");
      assertThat(sent()).isEqualTo(new TreeMap<>(Map.of(2, List.of(md5("efgh")))));
      server.sendPart(session, "big", 2, "efgh");
      assertThat(sent()).hasSize(1);
      GypsumException missing = failure(() -> server.join(session, "big"));
      assertThat(missing.kind()).isEqualTo(Kind.INVALID);
      assertThat(missing).hasMessageContaining("part 1 of 'p/a/v/big' was not uploaded");
      server.sendPart(session, "big", 1, "abcd");
      server.sendPart(session, "big", 3, "i");
      assertThat(parts().inPlace()).isFalse();
      server.join(session, "big");

      assertThat(parts()).isEqualTo(new UploadParts.ReceivedParts(true, new TreeMap<>()));
      assertThat(server.join(session, "big")).as("repeated join").isTrue();
      finish();
    }

    @Test
    void onlyLargeFilesHavePartsAndOnlyOnRequest() {
      server.abort(session);
      String files =
          Files.body(Files.simple("least", "12345678"), Files.simple("less", "1234567"));
      assertThat(start(files)).doesNotContain("/upload/parts/");
      String response = start(files.replaceFirst("\\{", "{\"parts\":true,"));
      assertThat(response).containsOnlyOnce("\"parts\":{\"url\":\"/upload/parts/");
      assertThat(response.indexOf("/upload/parts/")).isBetween(
          response.indexOf("\"least\""), response.indexOf("\"less\""));
    }

    private String start(String body) {
      UploadRequest request =
          JsonInput.read(Files.bytes(body), in -> UploadRequest.read(in, 10));
      StartResponse begun = server.uploads.start(OWNER, session.version(), request);
      server.uploads.abort(session.version(), begun.token());
      return JsonOutput.text(begun);
    }

    @Test
    void partsThatAreNotTheDeclaredFileAreRefusedAndDeleted() {
      sendAll();
      server.abort(session);
      session = server.start(OWNER, "p/a/v", inParts(Files.simple("big", CONTENT)));
      server.sendPart(session, "big", 1, "abcd");
      server.sendPart(session, "big", 2, "EFGH");
      server.sendPart(session, "big", 3, "i");
      GypsumException wrong = failure(() -> server.join(session, "big"));
      assertThat(wrong.kind()).isEqualTo(Kind.INVALID);
      assertThat(wrong).hasMessageContaining("the joined file differs from the declared one");
      assertThat(state()).doesNotContainKey("p/a/v/big");
      assertNoStagedFiles();

      sendAll();
      server.join(session, "big");
      server.complete(session);
      assertThat(state()).containsEntry("p/a/v/big", CONTENT);
    }

    @Test
    void aPartWithTwoContentsIsRefusedAndAllPartsAreDeleted() {
      sendAll();
      server.sendPart(session, "big", 3, "j");
      assertThat(sent().get(3)).containsExactlyInAnyOrder(md5("i"), md5("j"));
      assertThat(failure(() -> server.join(session, "big")))
          .hasMessageContaining("sent twice with different content");
      assertNoStagedFiles();
    }

    @Test
    void invalidPartNumbersAreNotPresigned() {
      String uploadToken = session.uploadTokens().get("big");
      for (int number : new int[] {-1, 0, 4, Integer.MAX_VALUE}) {
        GypsumException none = failure(
            () -> server.parts
                .presign(uploadToken, number, md5("x"), session.token(), SERVER));
        assertThat(none.kind()).as("number %s", number).isEqualTo(Kind.INVALID);
        assertThat(none).hasMessageContaining("expected 1 to 3");
      }
      String whole = session.uploadTokens().get("x");
      GypsumException withoutParts = failure(() -> server.parts.sent(whole, session.token()));
      assertThat(withoutParts.kind()).isEqualTo(Kind.INVALID);
      assertThat(withoutParts).hasMessageContaining("'p/a/v/x' is not sent in parts");
      assertThat(failure(() -> server.parts.sent("nonsense", session.token())).kind())
          .isEqualTo(Kind.INVALID);
      assertThat(failure(() -> server.parts.sent(uploadToken, "not-a-token")).kind())
          .isEqualTo(Kind.FORBIDDEN);
    }

    @Test
    void anUploadTokenOfAnotherSessionIsForbidden() {
      ClientUpload old = session;
      server.abort(session);
      session = server.start(OWNER, "p/a/v", inParts(Files.simple("big", CONTENT)));
      String uploadToken = old.uploadTokens().get("big");
      for (Runnable request : new Runnable[] {
          () -> server.parts.sent(uploadToken, session.token()),
          () -> server.parts.join(uploadToken, session.token()),
          () -> server.parts
              .presign(uploadToken, 1, md5("abcd"), session.token(), SERVER)}) {
        assertThat(failure(request).kind()).isEqualTo(Kind.FORBIDDEN);
      }
    }

    @Test
    void partsAreDeletedAtTheEndOfTheSession() {
      sendAll();
      server.abort(session);
      assertNoStagedFiles();
      assertThat(failure(() -> server.join(session, "big")).kind()).isEqualTo(Kind.FORBIDDEN);
    }

    @Test
    void partsThatWereNotJoinedAreDeletedAtCompletion() {
      sendAll();
      server.send(session, "big", CONTENT);
      finish();
      assertNoStagedFiles();
      assertThat(state()).containsEntry("p/a/v/big", CONTENT);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFileJoinedAfterTheEndOfItsSessionIsDeleted(boolean reportsSuccess) {
      sendAll();
      LateStore late = new LateStore(store, staged, () -> server.abort(session), reportsSuccess);
      TestOperations other = new TestOperations(late, clock, KEY);
      GypsumException failure = failure(() -> other.join(session, "big"));
      assertThat(failure.kind()).isEqualTo(reportsSuccess ? Kind.FORBIDDEN : Kind.UNAVAILABLE);
      assertThat(state()).containsOnlyKeys("p/..permissions", "p/..quota", "p/..usage");
    }

    @Test
    void theFileOfAnotherSessionIsNotDeleted() {
      sendAll();
      LateStore late =
          new LateStore(
              store, staged, () -> {
                server.abort(session);
                server.publish(OWNER, "p/a/v", "big", "ABCDEFGHI");
              }, true);
      assertThat(failure(() -> new TestOperations(late, clock, KEY).join(session, "big")))
          .isNotNull();
      assertThat(state()).containsEntry("p/a/v/big", "ABCDEFGHI");
    }

    @Test
    void aThirdContentOfAPartIsRefused() {
      server.sendPart(session, "big", 1, "abcd");
      server.sendPart(session, "big", 1, "ABCD");
      server.sendPart(session, "big", 1, "ABCD");
      GypsumException third = failure(() -> server.sendPart(session, "big", 1, "aBcD"));
      assertThat(third.kind()).isEqualTo(Kind.INVALID);
      assertThat(third)
          .hasMessageContaining("part 1 of 'p/a/v/big' was already sent with different content");
      server.sendPart(session, "big", 2, "efgh");
    }

    @Test
    void anotherServerMayJoinThePartsDuringAJoin() {
      sendAll();
      WatchedStore watched = new WatchedStore(store);
      TestOperations slow = new TestOperations(watched, clock, KEY);
      String second =
          state().keySet()
              .stream()
              .filter(key -> key.contains("/00002-"))
              .findFirst()
              .orElseThrow();
      watched.before("get " + second, () -> server.join(session, "big"));
      assertThat(slow.join(session, "big")).isTrue();
      finish();
      assertThat(state()).containsEntry("p/a/v/big", CONTENT);
    }

    @Test
    void concurrentJoinsAllSucceed() throws Exception {
      sendAll();
      TestOperations other = new TestOperations(store, clock, KEY);
      List<Boolean> joined =
          Races.atOnce(8, number -> (number % 2 == 0 ? server : other).join(session, "big"));
      assertThat(joined).containsOnly(true);
      finish();
      assertThat(state()).containsEntry("p/a/v/big", CONTENT);
    }

    @Test
    void aJoinThatTakesLongIsCompletedByRepeatingTheRequest() {
      sendAll();
      UploadParts impatient =
          new UploadParts(
              server.env, new UploadUrls(server.env, new UploadPolicy(KEY, 0, 8, 4)),
              TestLanes.ample(), Duration.ZERO);
      boolean joined = false;
      for (int i = 0; !joined && i < 1_000_000; i++) {
        joined = impatient.join(session.uploadTokens().get("big"), session.token());
        Thread.onSpinWait();
      }
      assertThat(joined).isTrue();
      finish();
    }

    @Test
    void aCrashAtAnyWriteOfAJoinIsResolvedByRepeatingTheRequest() {
      sendAll();
      boolean crashed = true;
      for (int write = 1; crashed; write++) {
        for (boolean done : new boolean[] {false, true}) {
          FailingStore failing =
              done
                  ? FailingStore.after(store, write)
                  : FailingStore.before(store, write, CallOutcome.UNKNOWN);
          GypsumException _ =
              catchThrowableOfType(
                  GypsumException.class,
                  () -> new TestOperations(failing, clock, KEY).join(session, "big"));
          crashed = failing.hasCrashed();
          if (!parts().inPlace()) {
            sendAll();
          }
          assertThat(server.join(session, "big")).isTrue();
          assertThat(BucketState.content(store, staged)).isEqualTo(CONTENT);
          assertNoParts();
          store.delete(List.of(staged));
          sendAll();
        }
      }
    }

    @Test
    void aPartThatDiffersFromItsPresignedUrlIsRefused() {
      UploadUrls.PresignedPut put =
          server.parts.presign(
              session.uploadTokens().get("big"), 1, md5("abcd"), session.token(), SERVER);
      if (put.url().getHost().equals("server")) {
        String contentToken = put.url().getQuery().substring("ticket=".length());
        for (String wrong : new String[] {"abce", "abc", "abcde", ""}) {
          GypsumException refused =
              failure(
                  () -> server.files
                      .receive(
                          contentToken, put.md5().base64(), -1,
                          new ByteArrayInputStream(Files.bytes(wrong))));
          assertThat(refused.kind()).isEqualTo(Kind.INVALID);
        }
        server.abort(session);
        assertThat(
            failure(
                () -> server.files
                    .receive(
                        contentToken, put.md5().base64(), 4,
                        new ByteArrayInputStream(Files.bytes("abcd"))))
                .kind())
            .isEqualTo(Kind.FORBIDDEN);
        assertNoStagedFiles();
      } else {
        assertThat(put.md5()).isEqualTo(md5("abcd"));
      }
    }
  }

  /** Runs an action right before writing one object, and may then report an unknown outcome of that write. */
  private static final class LateStore extends ForwardingStore {
    private final Key key;
    private final Runnable before;
    private final boolean reportsSuccess;

    LateStore(Store store, Key key, Runnable before, boolean reportsSuccess) {
      super(store);
      this.key = key;
      this.before = before;
      this.reportsSuccess = reportsSuccess;
    }

    @Override
    public PutResult put(Key put, Content content, PutCondition condition) {
      if (!put.equals(key)) {
        return super.put(put, content, condition);
      }
      byte[] bytes;
      try (InputStream in = content.source().open()) {
        bytes = in.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      before.run();
      PutResult result = super.put(put, Content.of(bytes), condition);
      if (reportsSuccess) {
        return result;
      }
      throw new StoreException("no answer", CallOutcome.UNKNOWN, true, null);
    }
  }
}
