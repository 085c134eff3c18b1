package io.gypsum.server.operation;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import io.gypsum.core.document.Lock;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.server.data.SigningKey;
import io.gypsum.server.testing.BucketState;
import io.gypsum.server.testing.ClientUpload;
import io.gypsum.server.testing.FastDirectory;
import io.gypsum.server.testing.Files;
import io.gypsum.server.testing.TestClock;
import io.gypsum.server.testing.TestOperations;
import io.gypsum.store.Content;
import io.gypsum.store.PutCondition;
import io.gypsum.store.Store;
import io.gypsum.store.StoreException;
import io.gypsum.store.disk.LossyDisk;
import io.gypsum.store.disk.LossyDisk.Loss;
import io.gypsum.store.lock.HeldLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.gypsum.server.testing.TestOperations.OWNER;
import static io.gypsum.server.testing.TestOperations.PAST_STEP_LEASE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Uploads to a disk that loses what was not synced. */
@Timeout(120)
class PowerFailureTest {
  private static final SigningKey KEY = SigningKey.random();
  private static final String VERSION = "p/a/v";
  private static final SortedMap<String, String> FILES =
      new TreeMap<>(Map.of("x", "first", "d/y", "second", "d/z", "second", "e/f/empty", ""));
  private static final int MAX_ATTEMPTS = 4;

  @TempDir(factory = FastDirectory.class) Path temp;

  private final TestClock clock = new TestClock();
  private final List<AutoCloseable> open = new ArrayList<>();
  private LossyDisk disk;
  private TestOperations server;
  private int copies;

  @BeforeEach
  void prepare() throws IOException {
    disk = disk(new LossyDisk(temp.resolve("disk"), "boot"));
    server = server(disk);
    clock.advance(Duration.ofSeconds(1));
    server.create("p");
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
  }

  private LossyDisk disk(LossyDisk added) {
    open.add(added);
    return added;
  }

  private TestOperations server(LossyDisk on) {
    return server(on.open(clock));
  }

  private TestOperations server(Store store) {
    open.add(0, store);
    return new TestOperations(store, clock, KEY);
  }

  private ClientUpload start(Map<String, String> files) {
    return server.start(
        OWNER, VERSION,
        Files.body(
            files.entrySet()
                .stream()
                .map(file -> Files.simple(file.getKey(), file.getValue()))
                .toArray(String[]::new)));
  }

  private static void send(TestOperations to, ClientUpload session, Map<String, String> files) {
    files.forEach((path, content) -> to.send(session, path, content));
  }

  private static Map<String, String> manyFiles(int count) {
    Map<String, String> files = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      files.put("d" + i % 3 + "/" + i, "content " + i);
    }
    return files;
  }

  /** A power failure at one moment. */
  private record Outage(LossyDisk left, Loss loss, boolean isCompleted, int number) {
    @Override
    public String toString() {
      return "power failure " + number + " (" + loss + ") "
          + (isCompleted ? "after" : "before") + " the response";
    }
  }

  private Outage outage(Loss loss, boolean isCompleted) throws IOException {
    copies++;
    return new Outage(
        disk(disk.afterPowerFailure(temp.resolve("copy" + copies), loss)), loss, isCompleted,
        copies);
  }

  @ParameterizedTest
  @EnumSource
  void nothingCompletedIsLostAndNothingLostIsPublished(Loss loss) throws IOException {
    ClientUpload session = start(FILES);
    List<Outage> outages = new ArrayList<>();
    disk.beforeEachEvent(() -> outages.add(outage(loss, false)));
    send(server, session, FILES);
    server.complete(session);
    disk.beforeEachEvent(() -> {});
    outages.add(outage(loss, true));
    assertThat(outages).as("syncs and new files of an upload").hasSizeBetween(10, 80);
    for (Outage outage : outages) {
      TestOperations restarted = server(outage.left);
      if (outage.isCompleted) {
        assertPublished(restarted, FILES, outage);
      }
      continueUpload(restarted, session, outage);
      assertPublished(restarted, FILES, outage);
    }
  }

  /** Repeats the completion, and sends missing files, as a client does. */
  private void continueUpload(TestOperations restarted, ClientUpload session, Outage outage) {
    List<String> failures = new ArrayList<>();
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      try {
        restarted.complete(session);
        return;
      } catch (MissingFilesException e) {
        failures.add(e.reason());
        assertThat(isFinished(restarted)).as("%s: %s", outage, failures).isFalse();
        send(restarted, session, FILES);
      } catch (GypsumException e) {
        if (e.kind() == Kind.FORBIDDEN) {
          // The session has ended.
          return;
        }
        failures.add(e.reason());
        clock.advance(PAST_STEP_LEASE);
      }
    }
    throw new AssertionError(outage + ": " + failures);
  }

  private static boolean isFinished(TestOperations at) {
    return BucketState.content(at.store, new Key(VERSION + "/..summary"))
        .contains("upload_finish");
  }

  private static void assertPublished(
      TestOperations at, Map<String, String> files, Object description) {
    SortedMap<String, String> state = BucketState.of(at.store);
    assertThat(state.get(VERSION + "/..summary")).as("%s", description).contains("upload_finish");
    files.forEach(
        (path, content) -> assertThat(state.get(VERSION + "/" + path))
            .as("%s: %s", description, path)
            .isEqualTo(content));
    assertThat(state.keySet()).as("%s", description)
        .noneMatch(key -> key.startsWith("..arrivals/") || key.endsWith("/..LOCK"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100})
  void anUploadSyncsNoFileAndTheDiskTwice(int count) {
    Map<String, String> files = manyFiles(count);
    ClientUpload session = start(files);
    int before = disk.fileSyncs();
    send(server, session, files);
    assertThat(disk.fileSyncs() - before).as("syncs of %d files that were received", count)
        .isZero();
    assertThat(disk.fileSystemSyncs()).isZero();
    server.complete(session);
    assertThat(disk.fileSystemSyncs()).isEqualTo(2);
    assertThat(disk.fileSyncs() - before).as("syncs of documents, with %d files", count)
        .isLessThan(40);
  }

  @ParameterizedTest
  @EnumSource
  void aFailedSyncPublishesNothing(Loss loss) throws IOException {
    ClientUpload session = start(FILES);
    send(server, session, FILES);
    disk.failSyncsAfter(0);
    assertThatThrownBy(() -> server.complete(session)).isInstanceOf(StoreException.class)
        .hasMessageContaining("may have been lost");
    assertThat(isFinished(server)).isFalse();
    assertThat(server.env.sessions().isUploading(session.version(), session.token())).isTrue();

    server.complete(session);
    assertThat(disk.fileSystemSyncs()).as("syncs, of which a second one would succeed").isOne();
    assertPublished(server(outage(loss, true).left), FILES, loss);
  }

  @Test
  void afterAFailedSyncFilesThatWereLostAreNamed() {
    ClientUpload session = start(FILES);
    send(server, session, FILES);
    disk.failSyncsAfter(0);
    assertThatThrownBy(() -> server.complete(session)).isInstanceOf(StoreException.class);
    damage(session, "first");
    assertMissing(session, "x");
    server.send(session, "x", "first");
    server.complete(session);
    assertPublished(server, FILES, "sent again");
  }

  /** The sync of another completion fails while this one lists its files. */
  @Test
  void filesThatTheFailedSyncOfAnotherCompletionLostAreNotSecured() {
    ClientUpload session = start(FILES);
    send(server, session, FILES);
    SessionWrites writes = SessionWrites.of(server.store, lock(session));
    disk.failSyncsAfter(0);
    assertThatThrownBy(server.store::sync).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> writes.secure(received(session), manifest(session)))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("may have been lost");
  }

  /** The sync of the disk is prepared in the background, here while the first file is written. */
  @ParameterizedTest
  @EnumSource
  void verifiedFilesAreDurableEvenIfDeferringBeginsMeanwhile(Loss loss) throws IOException {
    Map<String, String> files = manyFiles(50);
    ClientUpload session = start(files);
    send(server, session, files);
    List<Runnable> background = new ArrayList<>();
    TestOperations restarted = server(disk.open(clock, background::add));
    disk.beforeEachEvent(() -> {
      background.forEach(Runnable::run);
      background.clear();
    });
    ReceivedFiles received =
        SessionWrites.of(restarted.store, lock(session))
            .secure(received(session), manifest(session));
    disk.beforeEachEvent(() -> {});
    assertThat(restarted.store.deferredWrites()).isPresent();
    received.require(manifest(session));

    SortedMap<String, String> left = BucketState.of(server(outage(loss, false).left).store);
    files.values()
        .forEach(
            content -> assertThat(left)
                .containsEntry(session.staged(content).value(), content));
  }

  private HeldLock lock(ClientUpload session) {
    return server.sessions.require(session.version(), session.token());
  }

  private ReceivedFiles received(ClientUpload session) {
    return ReceivedFiles
        .find(server.store, session.version(), lock(session).sessionHash());
  }

  private Manifest manifest(ClientUpload session) {
    return server.env.bucket().manifest(session.version()).orElseThrow();
  }

  @ParameterizedTest
  @EnumSource
  void aFailedSyncAfterTheCommitIsRepeatedFileByFile(Loss loss) throws IOException {
    ClientUpload session = start(FILES);
    send(server, session, FILES);
    disk.failSyncsAfter(1);
    server.complete(session);
    assertThat(disk.fileSystemSyncs()).isEqualTo(2);
    assertPublished(server(outage(loss, true).left), FILES, loss);
  }

  @Test
  void afterAFailedSyncFilesAreSyncedOneByOne() throws IOException {
    ClientUpload first = start(FILES);
    send(server, first, FILES);
    disk.failSyncsAfter(0);
    assertThatThrownBy(() -> server.complete(first)).isInstanceOf(StoreException.class);
    server.complete(first);
    ClientUpload next = server.start(OWNER, "p/a/w", Files.body(Files.simple("x", "next")));
    server.send(next, "x", "next");
    TestOperations restarted = server(outage(Loss.NAMES, false).left);
    restarted.complete(next);
    assertThat(BucketState.of(restarted.store)).containsEntry("p/a/w/x", "next");
  }

  @ParameterizedTest
  @EnumSource
  void afterARestartOfTheMachineLostFilesAreNamedAndSentAgain(Loss loss) throws IOException {
    ClientUpload session = start(FILES);
    send(server, session, FILES);
    disk.open(clock).sync();
    server.env.store().delete(List.of(session.staged("first"), session.staged("")));
    server.send(session, "x", "first");
    server.send(session, "e/f/empty", "");
    server = server(outage(loss, false).left);
    // An empty file that keeps its name loses nothing.
    if (loss == Loss.NAMES) {
      assertMissing(session, "e/f/empty", "x");
    } else {
      assertMissing(session, "x");
    }
    send(server, session, Map.of("x", "first", "e/f/empty", ""));
    server.complete(session);
    assertPublished(server, FILES, loss);
  }

  @Test
  void aFileThatIsSentAgainReplacesADamagedOne() throws IOException {
    ClientUpload session = start(FILES);
    send(server, session, FILES);
    server = server(outage(Loss.HALF_OF_CONTENTS, false).left);
    send(server, session, FILES);
    server.complete(session);
    assertPublished(server, FILES, "sent again before the completion");
  }

  @Test
  void afterARestartOfTheServerTheFilesAreVerified() throws IOException {
    ClientUpload session = start(FILES);
    send(server, session, FILES);
    clock.advance(Duration.ofSeconds(1));
    server = server(disk);
    damage(session, "first");
    assertMissing(session, "x");
    server.send(session, "x", "first");
    server.complete(session);
    assertPublished(server(outage(Loss.NAMES, true).left), FILES, "verified");
  }

  @ParameterizedTest
  @EnumSource
  void aServerCompletesWhatAnotherReceivedOnTheSameMachine(Loss loss) throws IOException {
    TestOperations other = server(disk);
    clock.advance(Duration.ofSeconds(1));
    ClientUpload session = start(FILES);
    int before = disk.fileSyncs();
    send(other, session, Map.of("x", "first"));
    send(server, session, FILES);
    assertThat(disk.fileSyncs()).isEqualTo(before);
    other.complete(session);
    assertThat(disk.fileSystemSyncs()).isEqualTo(2);
    assertPublished(server(outage(loss, true).left), FILES, loss);
  }

  @Test
  void anotherServerNoticesTheFailureOfAWriteItself() throws IOException {
    TestOperations other = server(disk);
    clock.advance(Duration.ofSeconds(1));
    ClientUpload session = start(FILES);
    send(server, session, FILES);
    disk.failSyncsAfter(0);
    for (TestOperations one : List.of(server, other)) {
      assertThat(catchThrowableOfType(StoreException.class, () -> one.complete(session)))
          .isNotNull();
      assertThat(isFinished(server)).isFalse();
    }
  }

  @Test
  void aFileIsSyncedAtOnceIfItsUploadStartedWithAnEarlierRelease() throws IOException {
    ClientUpload session = start(FILES);
    forgetBoot();
    send(server, session, FILES);
    server = server(outage(Loss.NAMES, false).left);
    server.complete(session);
    assertPublished(server, FILES, "an upload without a recorded boot");
  }

  @Test
  void theFilesOfAServerThatForgotTheBootAreSynced() throws IOException {
    ClientUpload session = start(FILES);
    send(server, session, FILES);
    // A server of an earlier release on the same directory has renewed the lease.
    forgetBoot();
    server.complete(session);
    assertPublished(server(outage(Loss.NAMES, true).left), FILES, "completed");
  }

  @Test
  void withoutASyncOfTheDiskEachFileIsSynced() throws IOException {
    server = server(disk.openWithoutDeferring(clock));
    ClientUpload session = start(FILES);
    send(server, session, FILES);
    LossyDisk left = outage(Loss.NAMES, false).left;
    assertThat(BucketState.content(server.store, new Key("p/..LOCK"))).doesNotContain("boot_id");
    server = server(left.openWithoutDeferring(clock));
    server.complete(session);
    assertPublished(server, FILES, "synced one by one");
    assertThat(disk.fileSystemSyncs()).isZero();
  }

  @Test
  void partsAreSyncedAtOnce() throws IOException {
    String large = "12345678";
    ClientUpload session =
        server.start(
            OWNER, VERSION,
            Files.body(Files.simple("large", large)).replace("{\"on_", "{\"parts\":true,\"on_"));
    server.sendPart(session, "large", 1, "1234");
    server.sendPart(session, "large", 2, "5678");
    server = server(outage(Loss.NAMES, false).left);
    assertThat(server.join(session, "large")).isTrue();
    server.complete(session);
    assertPublished(server, Map.of("large", large), "joined after the power failure");
  }

  private void assertMissing(ClientUpload session, String... paths) {
    MissingFilesException missing =
        catchThrowableOfType(MissingFilesException.class, () -> server.complete(session));
    assertThat(missing).isNotNull();
    assertThat(
        JsonOutput.text(out -> {
          out.writeStartObject();
          missing.writeProperties(out);
          out.writeEndObject();
        }))
        .isEqualTo(
            "{\"missing_count\":" + paths.length + ",\"missing\":[\""
                + String.join("\",\"", paths) + "\"]}");
    assertThat(isFinished(server)).isFalse();
  }

  /** Replaces a staged file by one of the same size with other content. */
  private void damage(ClientUpload session, String content) {
    server.store.put(
        session.staged(content), Content.of("?".repeat(content.length())),
        PutCondition.OVERWRITE);
  }

  private void forgetBoot() {
    Lock lock = server.locks.read(OperationScenario.P).orElseThrow().document();
    assertThat(lock.bootId()).isEqualTo("boot");
    server.store.put(
        BucketLayout.lock(OperationScenario.P),
        Content.of(
            new Lock(
                lock.sessionHash(), lock.asset(), lock.version(), lock.journal(),
                lock.organizations(), null)),
        PutCondition.OVERWRITE);
  }
}
