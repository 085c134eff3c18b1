package io.gypsum.server.operation;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SortedMap;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import io.gypsum.core.name.Key;
import io.gypsum.server.data.SigningKey;
import io.gypsum.server.testing.BucketState;
import io.gypsum.server.testing.ClientUpload;
import io.gypsum.server.testing.FastDirectory;
import io.gypsum.server.testing.Files;
import io.gypsum.server.testing.TestClock;
import io.gypsum.server.testing.TestOperations;
import io.gypsum.store.Store;
import io.gypsum.store.disk.DiskStore;
import io.gypsum.store.memory.MemoryStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.gypsum.server.testing.TestOperations.ADMIN;
import static io.gypsum.server.testing.TestOperations.OWNER;
import static io.gypsum.server.testing.TestOperations.PAST_ALL_LEASES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Valid files are accepted; invalid ones change nothing. */
class UploadFilesTest {
  @Nested
  class InMemory extends Receiving {
    @Override
    Store openStore() {
      return new MemoryStore();
    }
  }

  @Nested
  class OnDisk extends Receiving {
    @TempDir(factory = FastDirectory.class) Path directory;

    @Override
    Store openStore() {
      return DiskStore.open(directory);
    }
  }

  abstract static class Receiving {
    private static final SigningKey KEY = SigningKey.random();
    private static final String MD5 = Files.md5Base64("one");

    private final TestClock clock = new TestClock();
    private Store store;
    private TestOperations server;
    private ClientUpload session;
    private String contentToken;

    abstract Store openStore();

    @BeforeEach
    void start() {
      store = openStore();
      server = new TestOperations(store, clock, KEY);
      server.create("p");
      session =
          server.start(
              OWNER, "p/a/v", Files.body(Files.simple("x", "one"), Files.simple("y", "two")));
      contentToken = server.presign(session.uploadTokens().get("x"), session.token());
    }

    @AfterEach
    void close() {
      store.close();
    }

    private void receive(@Nullable String md5, long length, String content) {
      server.files.receive(
          contentToken, md5, length, new ByteArrayInputStream(Files.bytes(content)));
    }

    private static Kind failure(Runnable action) {
      GypsumException failure = catchThrowableOfType(GypsumException.class, action::run);
      assertThat(failure).as("the failure").isNotNull();
      return failure.kind();
    }

    private Kind refused(Runnable action) {
      SortedMap<String, String> before = BucketState.of(store);
      Kind kind = failure(action);
      assertThat(BucketState.of(store)).isEqualTo(before);
      return kind;
    }

    @Test
    void theDeclaredBytesAreAccepted() {
      receive(MD5, 3, "one");

      assertThat(BucketState.content(store, session.staged("one"))).isEqualTo("one");
    }

    @Test
    void bytesWithoutContentLengthAreAccepted() {
      receive(MD5, -1, "one");

      assertThat(BucketState.content(store, session.staged("one"))).isEqualTo("one");
    }

    @Test
    void wrongBytesAreInvalid() {
      assertThat(refused(() -> receive(MD5, 3, "two"))).isEqualTo(Kind.INVALID);
    }

    @Test
    void tooFewOrTooManyBytesAreInvalid() {
      assertThat(refused(() -> receive(MD5, 3, "on"))).isEqualTo(Kind.INVALID);
      assertThat(refused(() -> receive(MD5, 3, "ones"))).isEqualTo(Kind.INVALID);
      assertThat(refused(() -> receive(MD5, -1, ""))).isEqualTo(Kind.INVALID);
      assertThat(refused(() -> receive(MD5, -1, "one and more"))).isEqualTo(Kind.INVALID);
    }

    @Test
    void aWrongContentLengthIsInvalidBeforeTheBodyIsRead() {
      InputStream unreadable = bodyThat(() -> {
        throw new AssertionError("the body was read");
      });

      assertThat(refused(() -> server.files.receive(contentToken, MD5, 4, unreadable)))
          .isEqualTo(Kind.INVALID);
      assertThat(refused(() -> server.files.receive(contentToken, null, 3, unreadable)))
          .isEqualTo(Kind.FORBIDDEN);
    }

    @Test
    void aMissingOrWrongContentMd5IsForbidden() {
      assertThat(refused(() -> receive(null, 3, "one"))).isEqualTo(Kind.FORBIDDEN);
      assertThat(refused(() -> receive(Files.md5Base64("two"), 3, "two")))
          .isEqualTo(Kind.FORBIDDEN);
      assertThat(refused(() -> receive("", 3, "one"))).isEqualTo(Kind.FORBIDDEN);
      assertThat(refused(() -> receive(Files.md5("one"), 3, "one"))).isEqualTo(Kind.FORBIDDEN);
    }

    @Test
    void filesAreForbiddenAfterAbort() {
      server.abort(session);

      assertThat(refused(() -> receive(MD5, 3, "one"))).isEqualTo(Kind.FORBIDDEN);
    }

    @Test
    void filesAreForbiddenAfterCompletion() {
      server.send(session, "x", "one");
      server.send(session, "y", "two");
      server.complete(session);

      assertThat(refused(() -> receive(MD5, 3, "one"))).isEqualTo(Kind.FORBIDDEN);
    }

    @Test
    void filesAreForbiddenAfterAnHour() {
      clock.advance(Duration.ofMinutes(61));

      assertThat(refused(() -> receive(MD5, 3, "one"))).isEqualTo(Kind.FORBIDDEN);
    }

    @Test
    void anotherUploadOfTheSameVersionDoesNotAcceptTheToken() {
      server.abort(session);
      ClientUpload _ = server.start(OWNER, "p/a/v", Files.body(Files.simple("x", "one")));

      assertThat(refused(() -> receive(MD5, 3, "one"))).isEqualTo(Kind.FORBIDDEN);
    }

    @Test
    void aRepeatedFileChangesNothing() {
      receive(MD5, 3, "one");
      SortedMap<String, String> before = BucketState.of(store);

      receive(MD5, 3, "one");

      assertThat(BucketState.of(store)).isEqualTo(before);
    }

    @Test
    void theBodyOfARepeatedFileIsReadToItsEnd() throws IOException {
      receive(MD5, 3, "one");

      InputStream again = new ByteArrayInputStream(Files.bytes("one"));
      server.files.receive(contentToken, MD5, 3, again);

      assertThat(again.available()).isZero();
    }

    private void assertOnlyFinalNames() {
      assertThat(BucketState.of(store))
          .containsEntry("p/a/v/x", "one")
          .containsEntry("p/a/v/y", "two");
      assertNothingStaged();
    }

    private void assertNothingStaged() {
      assertThat(BucketState.of(store).keySet()).noneMatch(key -> key.startsWith("..arrivals/"));
    }

    @Test
    void aFileGetsItsFinalNameOnlyByTheCompletion() {
      server.send(session, "x", "one");
      server.send(session, "y", "two");
      assertThat(BucketState.of(store)).doesNotContainKeys("p/a/v/x", "p/a/v/y");

      server.complete(session);

      assertOnlyFinalNames();
    }

    @Test
    void aFileReceivedWhileTheVersionIsPublishedByAnotherUploadIsNotInIt() {
      assertThat(failure(() -> receiveAnd(() -> {
        server.abort(session);
        server.publish(OWNER, "p/a/v", "z", "three");
      }))).isEqualTo(Kind.FORBIDDEN);

      assertThat(BucketState.of(store))
          .containsEntry("p/a/v/z", "three")
          .doesNotContainKey("p/a/v/x");
      assertNothingStaged();
    }

    @Test
    void anUploadThatAnEarlierReleaseReceivedUnderFinalKeysIsCompleted() {
      server.send(session, "y", "two");
      BucketState.put(store, "p/a/v/x", "ONE");
      assertThat(refused(() -> server.complete(session))).isEqualTo(Kind.INVALID);
      BucketState.put(store, "p/a/v/x", "one");

      server.complete(session);

      assertOnlyFinalNames();
    }

    @Test
    void anUploadThatAnEarlierReleaseReceivedUnderFinalKeysIsAborted() {
      BucketState.put(store, "p/a/v/x", "one");

      server.abort(session);

      assertThat(BucketState.of(store)).containsOnlyKeys(
          "p/..permissions", "p/..quota", "p/..usage");
    }

    @Test
    void aRepeatedFileWithOtherBytesChangesNothing() {
      receive(MD5, 3, "one");
      SortedMap<String, String> before = BucketState.of(store);

      try {
        receive(MD5, 3, "two");
      } catch (GypsumException e) {
        assertThat(e.kind()).isEqualTo(Kind.INVALID);
      }

      assertThat(BucketState.of(store)).isEqualTo(before);
    }

    @Test
    void aFileOfAConcurrentlyAbortedUploadIsDeleted() {
      assertThat(failure(() -> receiveAnd(() -> server.abort(session))))
          .isEqualTo(Kind.FORBIDDEN);

      assertThat(BucketState.of(store)).containsOnlyKeys(
          "p/..permissions", "p/..quota", "p/..usage");
    }

    @Test
    void aFileOfAConcurrentlyUnlockedUploadIsDeleted() {
      assertThat(
          failure(() -> receiveAnd(() -> server.projects.unlock(OWNER, OperationScenario.P))))
          .isEqualTo(Kind.FORBIDDEN);

      assertThat(BucketState.of(store)).containsOnlyKeys(
          "p/..permissions", "p/..quota", "p/..usage");
    }

    @Test
    void aFileOfAConcurrentlyDeletedProjectIsDeleted() {
      assertThat(failure(() -> receiveAnd(() -> {
        clock.advance(PAST_ALL_LEASES);
        server.removal.removeProject(ADMIN, OperationScenario.P);
      }))).isEqualTo(Kind.FORBIDDEN);

      assertThat(BucketState.of(store).keySet()).noneMatch(key -> key.startsWith("p/"));
    }

    @Test
    void aFileOfAConcurrentlyCompletedUploadIsKept() {
      server.send(session, "y", "two");

      receiveAnd(() -> {
        server.send(session, "x", "one");
        server.complete(session);
      });

      assertThat(BucketState.content(store, new Key("p/a/v/x"))).isEqualTo("one");
      assertThat(BucketState.content(store, new Key("p/..usage"))).isEqualTo("{\"total\":6}");
    }

    @Test
    void urlsArePresignedOnlyForTheSessionThatDeclaredTheFile() {
      String uploadToken = session.uploadTokens().get("x");
      server.abort(session);
      ClientUpload next = server.start(OWNER, "p/a/v", Files.body(Files.simple("x", "one")));
      ClientUpload elsewhere = otherProject();

      assertThat(refused(() -> server.presign(uploadToken, session.token())))
          .isEqualTo(Kind.FORBIDDEN);
      assertThat(refused(() -> server.presign(uploadToken, next.token())))
          .isEqualTo(Kind.FORBIDDEN);
      assertThat(refused(() -> server.presign(uploadToken, elsewhere.token())))
          .isEqualTo(Kind.FORBIDDEN);
      assertThat(refused(() -> server.presign(elsewhere.uploadTokens().get("x"), next.token())))
          .isEqualTo(Kind.FORBIDDEN);
      assertThat(refused(() -> server.presign(uploadToken, "no token"))).isEqualTo(Kind.FORBIDDEN);
      assertThat(refused(() -> server.presign("no upload token", next.token())))
          .isEqualTo(Kind.INVALID);
    }

    private ClientUpload otherProject() {
      server.create("q");
      return server.start(OWNER, "q/a/v", Files.body(Files.simple("x", "one")));
    }

    @Test
    void tokensForPresigningAndForUploadingAreNotInterchangeable() {
      assertThat(refused(() -> server.presign(contentToken, session.token())))
          .isEqualTo(Kind.FORBIDDEN);
      assertThat(
          refused(
              () -> server.files.receive(
                  session.uploadTokens().get("x"), MD5, 3,
                  new ByteArrayInputStream(Files.bytes("one")))))
          .isEqualTo(Kind.FORBIDDEN);
    }

    @Test
    void everyPresignRequestRenewsTheLeaseOfTheSession() {
      for (int hours = 0; hours < 100; hours += 20) {
        clock.advance(Duration.ofHours(20));
        server.abandonedLocks.recoverAll();
        String _ = server.presign(session.uploadTokens().get("x"), session.token());
      }
      clock.advance(Duration.ofHours(25));
      server.abandonedLocks.recoverAll();

      assertThat(refused(() -> server.presign(session.uploadTokens().get("x"), session.token())))
          .isEqualTo(Kind.FORBIDDEN);
    }

    /** Sends the file, and runs another action before its bytes are read. */
    private void receiveAnd(Runnable meanwhile) {
      server.files.receive(contentToken, MD5, 3, bodyThat(meanwhile));
    }

    private static InputStream bodyThat(Runnable beforeItsBytes) {
      return new FilterInputStream(new ByteArrayInputStream(Files.bytes("one"))) {
        private boolean started;

        @Override
        public int read() throws IOException {
          runOnce();
          return super.read();
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
          runOnce();
          return super.read(into, offset, length);
        }

        private void runOnce() {
          if (!started) {
            started = true;
            beforeItsBytes.run();
          }
        }
      };
    }
  }
}
