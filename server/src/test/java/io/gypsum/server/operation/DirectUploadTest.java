package io.gypsum.server.operation;

import java.net.URI;
import java.util.SortedMap;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.server.data.SigningKey;
import io.gypsum.server.testing.BucketState;
import io.gypsum.server.testing.ClientUpload;
import io.gypsum.server.testing.Files;
import io.gypsum.server.testing.ReachableStore;
import io.gypsum.server.testing.TestClock;
import io.gypsum.server.testing.TestOperations;
import io.gypsum.store.FailingStore;
import io.gypsum.store.Store;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.Test;

import static io.gypsum.server.testing.TestOperations.ADMIN;
import static io.gypsum.server.testing.TestOperations.OWNER;
import static io.gypsum.server.testing.TestOperations.PAST_ALL_LEASES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Files that clients send directly to the store. */
class DirectUploadTest {
  private static final UploadUrls.Destination SERVER =
      UploadUrls.Destination.of(URI.create("http://server"));
  private static final SigningKey KEY = SigningKey.random();

  private final TestClock clock = new TestClock();
  private final ReachableStore store = new ReachableStore(new MemoryStore());
  private final TestOperations server = new TestOperations(store, clock, KEY);

  private ClientUpload begin(String... pathsAndContents) {
    return begin(server, pathsAndContents);
  }

  private static ClientUpload begin(TestOperations server, String... pathsAndContents) {
    String[] files = new String[pathsAndContents.length / 2];
    for (int i = 0; i < files.length; i++) {
      files[i] = Files.simple(pathsAndContents[2 * i], pathsAndContents[2 * i + 1]);
    }
    return server.start(OWNER, "p/a/v", Files.body(files));
  }

  private URI address(ClientUpload session, String path) {
    return server.files.presign(session.uploadTokens().get(path), session.token(), SERVER).url();
  }

  private void send(ClientUpload session, String path, String content) {
    store.put(address(session, path), content);
  }

  private SortedMap<String, String> state() {
    return BucketState.of(store);
  }

  private static GypsumException failure(Runnable action) {
    return catchThrowableOfType(GypsumException.class, action::run);
  }

  @Test
  void completionCopiesStagedFilesIntoTheVersion() {
    server.create("p");
    ClientUpload session = begin("x", "one", "d/y", "two", "again", "one", "empty", "");
    for (String path : session.uploadTokens().keySet()) {
      assertThat(address(session, path).getHost()).isEqualTo("store");
    }
    send(session, "x", "one");
    send(session, "d/y", "two");
    send(session, "empty", "");
    assertThat(state()).doesNotContainKeys("p/a/v/x", "p/a/v/d/y");

    server.complete(session);

    assertThat(state())
        .containsEntry("p/a/v/x", "one")
        .containsEntry("p/a/v/d/y", "two")
        .containsEntry("p/a/v/again", "one")
        .containsEntry("p/a/v/empty", "")
        .doesNotContainKey("p/..LOCK");
    assertThat(state().keySet()).noneMatch(key -> key.startsWith("..arrivals/"));
  }

  @Test
  void filesTooLargeForOneDirectRequestAreSentToTheServer() {
    server.create("p");
    String max = "x".repeat(ReachableStore.MAX_BYTES);
    ClientUpload session = begin("max", max, "large", max + "x");
    assertThat(address(session, "large").getHost()).isEqualTo("server");
    server.send(session, "large", max + "x");
    send(session, "max", max);

    server.complete(session);

    assertThat(state()).containsEntry("p/a/v/max", max).containsEntry("p/a/v/large", max + "x");
  }

  @Test
  void smallFilesAreSentToTheServer() {
    server.create("p");
    ClientUpload session = begin("min", "12345", "small", "1234");
    UploadFiles files =
        new UploadFiles(server.env, new UploadUrls(server.env, new UploadPolicy(KEY, 5, 8, 4)));
    assertThat(
        files.presign(session.uploadTokens().get("min"), session.token(), SERVER).url().getHost())
        .isEqualTo("store");
    assertThat(
        files.presign(session.uploadTokens().get("small"), session.token(), SERVER).url().getHost())
        .isEqualTo("server");
  }

  @Test
  void withoutDirectUploadsAllFilesAreSentToTheServer() {
    server.create("p");
    ClientUpload session = begin("x", "one");
    UploadFiles proxied =
        new UploadFiles(
            server.env,
            new UploadUrls(server.env, new UploadPolicy(KEY, UploadPolicy.NEVER_DIRECT, 8, 4)));
    URI address =
        proxied.presign(session.uploadTokens().get("x"), session.token(), SERVER).url();
    assertThat(address.getHost()).isEqualTo("server");
  }

  @Test
  void completionFailsForMissingFilesAndWrongSizes() {
    server.create("p");
    String wrongSize = Files.simple("x", "one").replace("\"size\":3", "\"size\":4");
    ClientUpload session =
        server.start(OWNER, "p/a/v", Files.body(Files.simple("y", "two"), wrongSize));
    send(session, "x", "one");
    GypsumException missing = failure(() -> server.complete(session));
    assertThat(missing.kind()).isEqualTo(Kind.INVALID);
    assertThat(missing).hasMessageContaining("'y' was not uploaded");
    send(session, "y", "two");
    GypsumException wrong = failure(() -> server.complete(session));
    assertThat(wrong.kind()).isEqualTo(Kind.INVALID);
    assertThat(wrong).hasMessageContaining("'x' has 3 bytes but was declared with 4");
  }

  @Test
  void aPresignedUrlUsedAfterCompletionChangesNoVersion() {
    server.create("p");
    ClientUpload session = begin("x", "one");
    URI address = address(session, "x");
    store.put(address, "one");
    server.complete(session);
    SortedMap<String, String> completed = state();

    store.put(address, "one");

    assertThat(state()).containsAllEntriesOf(completed);
    server.stagingCleanup.removeAll();
    assertThat(state()).isEqualTo(completed);
  }

  @Test
  void aPresignedUrlOfAnAbortedSessionDoesNotAffectTheNext() {
    server.create("p");
    ClientUpload first = begin("x", "old");
    URI address = address(first, "x");
    store.put(address, "old");
    server.abort(first);
    assertThat(state().keySet()).noneMatch(key -> key.startsWith("..arrivals/"));

    ClientUpload second = begin("x", "new");
    store.put(address, "old");
    assertThat(failure(() -> server.complete(second)).kind()).isEqualTo(Kind.INVALID);
    send(second, "x", "new");
    server.stagingCleanup.removeAll();
    server.complete(second);
    store.put(address, "old");

    assertThat(state()).containsEntry("p/a/v/x", "new");
  }

  @Test
  void aStagedFileReplacesAStrayFile() {
    server.create("p");
    for (String stray : new String[] {"ONE", "longer"}) {
      ClientUpload session = begin("x", "one");
      send(session, "x", "one");
      // A write of an earlier session that the store executed late.
      BucketState.put(store, "p/a/v/x", stray);
      server.complete(session);
      assertThat(state()).containsEntry("p/a/v/x", "one")
          .containsEntry("p/..usage", "{\"total\":3}");
      server.removal.removeVersion(ADMIN, TestOperations.version("p/a/v"));
    }
  }

  @Test
  void anAbandonedOrUnlockedUploadLeavesNoStagedFiles() {
    server.create("p");
    for (Runnable end : new Runnable[] {
        () -> server.projects.unlock(ADMIN, new ProjectName("p")),
        () -> {
          clock.advance(PAST_ALL_LEASES);
          server.abandonedLocks.recoverAll();
        }}) {
      ClientUpload session = begin("x", "one");
      send(session, "x", "one");
      end.run();
      assertThat(state()).containsOnlyKeys("p/..permissions", "p/..quota", "p/..usage");
    }
  }

  @Test
  void moreFilesThanConcurrentCopiesAreAllCopied() {
    server.create("p");
    String[] files = new String[2 * 65];
    for (int i = 0; i < files.length / 2; i++) {
      files[2 * i] = "f" + i;
      files[2 * i + 1] = "c" + i;
    }
    ClientUpload session = begin(files);
    for (int i = 0; i < files.length / 2; i++) {
      send(session, "f" + i, "c" + i);
    }

    server.complete(session);

    for (int i = 0; i < files.length / 2; i++) {
      assertThat(state()).containsEntry("p/a/v/f" + i, "c" + i);
    }
  }

  @Test
  void moreStagedFilesThanOneCallDeletesAreAllDeleted() {
    for (int i = 0; i < 1001; i++) {
      BucketState.put(store, "..arrivals/p/session/" + i, "x");
    }
    server.stagingCleanup.removeAll();
    assertThat(state()).isEmpty();
  }

  @Test
  void stagedFilesOfARunningUploadAreKept() {
    server.create("p");
    ClientUpload session = begin("x", "one");
    send(session, "x", "one");
    server.stagingCleanup.removeAll();
    server.complete(session);
    assertThat(BucketState.content(store, new Key("p/a/v/x"))).isEqualTo("one");
  }

  @Test
  void aCrashAtAnyWriteOfCompletionLeadsToTheWholeVersion() {
    boolean crashed = true;
    for (int write = 1; crashed; write++) {
      for (boolean done : new boolean[] {false, true}) {
        ReachableStore bucket = new ReachableStore(new MemoryStore());
        TestOperations before = new TestOperations(bucket, clock, KEY);
        before.create("p");
        ClientUpload session = begin(before, "x", "one", "y", "two", "z", "three");
        for (String path : session.uploadTokens().keySet()) {
          URI address =
              before.files.presign(session.uploadTokens().get(path), session.token(), SERVER).url();
          bucket.put(address, path.equals("x") ? "one" : path.equals("y") ? "two" : "three");
        }
        FailingStore failing =
            done
                ? FailingStore.after(bucket, write)
                : FailingStore.before(bucket, write, CallOutcome.UNKNOWN);
        GypsumException _ =
            failure(() -> new TestOperations(failing, clock, KEY).complete(session));
        crashed = failing.hasCrashed();
        clock.advance(TestOperations.PAST_STEP_LEASE);
        boolean committed = isCommitted(bucket);
        before.abandonedLocks.recoverAll();
        if (!committed && BucketState.of(bucket).containsKey("p/..LOCK")) {
          before.complete(session);
        }
        assertWhole(bucket, "crash at write " + write + ", done " + done);
      }
    }
  }

  private static boolean isCommitted(Store bucket) {
    return BucketState.of(bucket).getOrDefault("p/..LOCK", "").contains("take_arrivals");
  }

  private static void assertWhole(Store bucket, String at) {
    SortedMap<String, String> state = BucketState.of(bucket);
    assertThat(state).as(at)
        .containsEntry("p/a/v/x", "one")
        .containsEntry("p/a/v/y", "two")
        .containsEntry("p/a/v/z", "three")
        .containsEntry("p/a/..latest", "{\"version\":\"v\"}")
        .containsEntry("p/..usage", "{\"total\":11}")
        .doesNotContainKey("p/..LOCK");
    assertThat(state.keySet()).as(at).noneMatch(key -> key.startsWith("..arrivals/"));
  }
}
