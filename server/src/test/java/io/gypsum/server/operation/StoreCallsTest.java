package io.gypsum.server.operation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.gypsum.core.GypsumException;
import io.gypsum.core.decision.User;
import io.gypsum.core.document.QuotaChange;
import io.gypsum.server.data.SigningKey;
import io.gypsum.server.testing.BucketState;
import io.gypsum.server.testing.ClientUpload;
import io.gypsum.server.testing.Files;
import io.gypsum.server.testing.TestClock;
import io.gypsum.server.testing.TestOperations;
import io.gypsum.server.testing.WatchedStore;
import io.gypsum.store.CountingStore;
import io.gypsum.store.Store;
import io.gypsum.store.StoreCounts;
import io.gypsum.store.memory.MemoryStore;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import static io.gypsum.server.testing.TestOperations.ADMIN;
import static io.gypsum.server.testing.TestOperations.OWNER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The store calls of each operation, in their order. */
class StoreCallsTest {
  private static final SigningKey KEY = SigningKey.random();

  private final Store store = new MemoryStore();
  private final TestClock clock = new TestClock();
  private final TestOperations prepared = new TestOperations(store, clock, KEY);
  private final WatchedStore watched = new WatchedStore(store);
  private final TestOperations server = new TestOperations(watched, clock, KEY);

  private List<String> calls() {
    return watched.takeCalls()
        .stream()
        .map(call -> call.replaceAll("\\.\\.(logs|changes|arrivals)/.*", "..$1/…"))
        .toList();
  }

  private static void refused(ThrowingCallable action) {
    assertThatThrownBy(action).isInstanceOf(GypsumException.class);
  }

  @Test
  void create() {
    server.projects.create(
        ADMIN, OperationScenario.P, TestOperations.permissions("{}"), QuotaChange.NONE);

    assertThat(calls()).containsExactly(
        "get p/..permissions", "create p/..LOCK", "get p/..permissions", "replace p/..LOCK",
        "put p/..quota", "put p/..usage", "put p/..permissions", "put ..changes/…",
        "replace p/..LOCK",
        "delete p/..LOCK");
  }

  @Test
  void setPermissionsAndQuota() {
    prepared.create("p");
    server.projects.setPermissions(OWNER, OperationScenario.P, TestOperations.permissions("{}"));
    assertThat(calls())
        .containsExactly("get p/..permissions", "put ..changes/…", "replace p/..permissions");

    server.projects.setQuota(OperationScenario.P, TestOperations.quota("{}"));
    assertThat(calls()).containsExactly(
        "get p/..permissions", "get p/..quota", "put ..changes/…", "replace p/..quota");
  }

  @Test
  void startWithoutDedupOrLinks() {
    prepared.create("p");
    ClientUpload _ =
        server.start(OWNER, "p/a/v", Files.body(Files.simple("x", "1"), Files.simple("y", "2")));

    assertThat(calls()).containsExactly(
        "get p/..permissions", "create p/..LOCK", "list all p/a/v/", "get p/..quota",
        "get p/..usage", "create p/a/v/..summary", "create p/a/v/..manifest", "replace p/..LOCK");
  }

  @Test
  void startWithDedupAndLinksReadsEachVersionOnce() {
    OperationScenario.links(prepared);
    ClientUpload _ =
        server.start(
            OWNER, "p/a/v",
            Files.body(
                Files.dedup("x", "one"), Files.dedup("y", "two"), Files.dedup("z", "three"),
                Files.link("l1", "p/a/v1/x"), Files.link("l2", "p/a/v2/x"),
                Files.link("l3", "p/a/v1/d/y"), Files.link("l4", "p/a/v2/own")));

    assertThat(calls()).containsExactly(
        "get p/..permissions", "create p/..LOCK", "list all p/a/v/", "get p/a/..latest",
        "get p/a/v2/..manifest", "get p/a/v1/..summary", "get p/a/v1/..manifest",
        "get p/a/v2/..summary", "get p/a/v2/..manifest", "get p/..quota", "get p/..usage",
        "create p/a/v/..summary", "create p/a/v/..manifest", "replace p/..LOCK");
  }

  @Test
  void startWithLinksToAnotherProjectAnnouncesIt() {
    OperationScenario.links(prepared);
    prepared.create("q");
    ClientUpload _ =
        server.start(
            OWNER, "q/a/v",
            Files.body(Files.link("l1", "p/a/v1/x"), Files.link("l2", "p/a/v1/d/y")));

    assertThat(calls()).containsExactly(
        "get q/..permissions", "create q/..LOCK", "list all q/a/v/", "get p/a/v1/..summary",
        "get p/a/v1/..manifest", "get q/..quota", "get q/..usage", "put ..changes/…",
        "get p/..LOCK", "get p/a/v1/..summary", "create q/a/v/..summary",
        "create q/a/v/..manifest", "replace q/..LOCK");
  }

  @Test
  void refusedStarts() {
    prepared.create("p");
    User stranger = new User("stranger", Set.of(), false);
    refused(() -> server.start(stranger, "p/a/v", Files.body()));
    assertThat(calls()).containsExactly("get p/..permissions");

    prepared.publish(OWNER, "p/a/v", "x", "one");
    refused(() -> server.start(OWNER, "p/a/v", Files.body()));
    assertThat(calls()).containsExactly(
        "get p/..permissions", "create p/..LOCK", "list all p/a/v/", "replace p/..LOCK",
        "delete p/..LOCK");
  }

  @Test
  void sendAFile() {
    prepared.create("p");
    ClientUpload session = prepared.start(OWNER, "p/a/v", Files.body(Files.simple("x", "one")));
    String _ = server.presign(session.uploadTokens().get("x"), session.token());
    assertThat(calls()).containsExactly("get p/..LOCK", "get p/..permissions");

    // The permissions are read once a second, not for each file.
    server.send(session, "x", "one");
    assertThat(calls()).containsExactly(
        "get p/..LOCK", "get p/..LOCK", "create ..arrivals/…", "get p/..LOCK");

    server.send(session, "x", "one");
    assertThat(calls()).containsExactly(
        "get p/..LOCK", "get p/..LOCK", "create ..arrivals/…", "get p/..LOCK");
  }

  @Test
  void completeAFirstVersion() {
    prepared.create("p");
    ClientUpload session = prepared.start(OWNER, "p/a/v", Files.body(Files.simple("x", "one")));
    prepared.send(session, "x", "one");
    server.complete(session);

    assertThat(calls()).containsExactly(
        "get p/..LOCK", "get p/a/v/..summary", "get p/a/v/..manifest", "list all p/a/v/",
        "list ..arrivals/…", "get p/..permissions", "get p/..usage", "get p/a/..latest",
        "replace p/..LOCK",
        "get p/a/v/..manifest", "list ..arrivals/…", "get ..arrivals/…", "put p/a/v/x",
        "put p/..usage",
        "put p/a/v/..summary", "put p/a/..latest", "put ..logs/…", "list all ..arrivals/…",
        "delete ..arrivals/…", "replace p/..LOCK", "delete p/..LOCK");
  }

  @Test
  void completeAVersionFromABundle() {
    prepared.create("p");
    ClientUpload session = prepared.start(OWNER, "p/a/v", Files.body(Files.simple("x", "one")));
    prepared.stageBundle(session, "one");
    server.complete(session);

    assertThat(calls()).containsExactly(
        "get p/..LOCK", "get p/a/v/..summary", "get p/a/v/..manifest", "list all p/a/v/",
        "list ..arrivals/…", "list all ..arrivals/…", "get ..arrivals/…", "get p/..permissions",
        "get p/..usage", "get p/a/..latest", "replace p/..LOCK",
        "get p/a/v/..manifest", "list all ..arrivals/…", "get ..arrivals/…", "put p/a/v/x",
        "get p/a/v/..manifest", "list ..arrivals/…", "list all p/a/v/", "put p/..usage",
        "put p/a/v/..summary", "put p/a/..latest", "put ..logs/…", "list all ..arrivals/…",
        "delete ..arrivals/…", "replace p/..LOCK", "delete p/..LOCK");
  }

  @Test
  void completeALaterVersionWithLinksInTwoDirectoriesAndAStray() {
    OperationScenario.links(prepared);
    ClientUpload session =
        prepared.start(
            OWNER, "p/a/v",
            Files.body(
                Files.dedup("x", "one"), Files.dedup("d/x", "one"),
                Files.dedup("d/y", "one")));
    BucketState.put(store, "p/a/v/stray", "x");
    clock.advance(Duration.ofSeconds(1));
    server.complete(session);

    assertThat(calls()).containsExactly(
        "get p/..LOCK", "get p/a/v/..summary", "get p/a/v/..manifest", "list all p/a/v/",
        "list ..arrivals/…", "get p/..permissions", "get p/..usage", "get p/a/..latest",
        "get p/a/v2/..summary",
        "replace p/..LOCK",
        "get p/a/v/..manifest", "list all p/a/v/", "delete p/a/v/stray", "get p/a/v/..manifest",
        "put p/a/v/..links", "put p/a/v/d/..links", "put p/..usage", "put p/a/v/..summary",
        "put p/a/..latest", "put ..logs/…", "replace p/..LOCK", "delete p/..LOCK");
  }

  @Test
  void abort() {
    prepared.create("p");
    ClientUpload session = prepared.start(OWNER, "p/a/v", Files.body(Files.simple("x", "one")));
    server.abort(session);

    assertThat(calls()).containsExactly(
        "get p/..LOCK", "replace p/..LOCK", "list all p/a/v/", "delete 2 keys",
        "list all ..arrivals/…", "replace p/..LOCK", "delete p/..LOCK");
  }

  @Test
  void approveAndReject() {
    prepared.create("p");
    prepared.publishOnProbation(OWNER, "p/a/v", "x", "one");
    prepared.publishOnProbation(OWNER, "p/a/w", "x", "one");
    server.probation.approve(OWNER, TestOperations.version("p/a/v"));
    assertThat(calls()).containsExactly(
        "get p/..permissions", "create p/..LOCK", "get p/a/v/..summary", "get p/a/..latest",
        "replace p/..LOCK", "put p/a/v/..summary", "put p/a/..latest", "put ..logs/…",
        "replace p/..LOCK", "delete p/..LOCK");

    server.probation.reject(ADMIN, TestOperations.version("p/a/w"));
    assertThat(calls()).containsExactly(
        "create p/..LOCK", "get p/a/w/..summary", "list all p/a/w/", "get p/..usage",
        "replace p/..LOCK", "list all p/a/w/", "delete 3 keys", "put p/..usage", "put ..changes/…",
        "replace p/..LOCK", "delete p/..LOCK");
  }

  @Test
  void remove() {
    OperationScenario.links(prepared);
    server.removal.removeVersion(ADMIN, TestOperations.version("p/a/v2"));
    assertThat(calls()).containsExactly(
        "create p/..LOCK", "list all p/a/v2/", "get p/a/..latest", "list p/a/",
        "get p/a/v1/..summary", "get p/a/v2/..summary", "get p/a/v2/..summary",
        "list all p/a/v2/", "get p/..usage", "replace p/..LOCK", "put p/a/..latest",
        "list all p/a/v2/", "delete 4 keys",
        "put p/..usage", "put ..logs/…", "replace p/..LOCK", "delete p/..LOCK");

    server.removal.removeAsset(ADMIN, TestOperations.asset("p", "a"));
    assertThat(calls()).containsExactly(
        "create p/..LOCK", "list all p/a/", "list p/a/", "get p/a/v1/..summary",
        "list all p/a/v1/", "get p/..usage", "replace p/..LOCK", "list all p/a/",
        "delete 5 keys", "put p/..usage", "put ..logs/…", "replace p/..LOCK", "delete p/..LOCK");

    server.removal.removeAsset(ADMIN, TestOperations.asset("p", "a"));
    assertThat(calls()).containsExactly(
        "create p/..LOCK", "list all p/a/", "replace p/..LOCK", "delete p/..LOCK");

    server.removal.removeProject(ADMIN, OperationScenario.P);
    assertThat(calls()).containsExactly(
        "create p/..LOCK", "list all p/", "replace p/..LOCK", "list all p/", "delete 3 keys",
        "put ..logs/…", "replace p/..LOCK", "delete p/..LOCK");
  }

  @Test
  void refresh() {
    OperationScenario.links(prepared);
    assertThat(server.refresh.latest(ADMIN, TestOperations.asset("p", "a"))).isPresent();
    assertThat(calls()).containsExactly(
        "get p/..permissions", "create p/..LOCK", "list p/a/", "get p/a/v1/..summary",
        "get p/a/v2/..summary", "replace p/..LOCK", "put p/a/..latest", "put ..changes/…",
        "replace p/..LOCK",
        "delete p/..LOCK");

    assertThat(server.refresh.usage(ADMIN, OperationScenario.P).totalBytes()).isEqualTo(16);
    assertThat(calls()).containsExactly(
        "get p/..permissions", "create p/..LOCK", "list all p/", "replace p/..LOCK",
        "put p/..usage", "put ..changes/…", "replace p/..LOCK", "delete p/..LOCK");
  }

  @Test
  void unlock() {
    prepared.create("p");
    server.projects.unlock(OWNER, OperationScenario.P);
    assertThat(calls()).containsExactly("get p/..permissions", "get p/..LOCK");

    ClientUpload _ = prepared.start(OWNER, "p/a/v", Files.body(Files.simple("x", "one")));
    server.projects.unlock(ADMIN, OperationScenario.P);
    assertThat(calls()).containsExactly(
        "get p/..LOCK", "get p/a/v/..summary", "replace p/..LOCK", "list all p/a/v/",
        "delete 2 keys", "list all ..arrivals/…", "replace p/..LOCK", "delete p/..LOCK");
  }

  @Test
  void aHeldLockIsReadTwiceBeforeTheOperationFails() {
    prepared.create("p");
    ClientUpload _ = prepared.start(OWNER, "p/a/v", Files.body());
    refused(() -> server.removal.removeProject(ADMIN, OperationScenario.P));

    assertThat(calls()).containsExactly("create p/..LOCK", "get p/..LOCK", "get p/..LOCK");
  }

  @Test
  void aCompletionCopiesEachFileOnceAndListsPages() {
    UploadCalls few = uploadCalls(5);
    UploadCalls many = uploadCalls(5_000);

    assertThat(many.start()).isEqualTo(few.start());
    assertThat(many.oneFile()).isEqualTo(few.oneFile());
    assertThat(many.oneFile()).isEqualTo(StoreCounts.gets(3).plus(StoreCounts.puts(1)));
    // A copy is a get and a put; the staging area is deleted a thousand keys at a time.
    int copies = 4_995;
    assertThat(many.complete().gets()).isEqualTo(few.complete().gets() + copies);
    assertThat(many.complete().puts()).isEqualTo(few.complete().puts() + copies);
    assertThat(many.complete().deletes()).isEqualTo(6);
    assertThat(many.complete().lists()).isEqualTo(few.complete().lists()).isEqualTo(4);
    // A page has a thousand entries: five for each listing of the staging area, one for the version.
    assertThat(many.complete().listPages()).isEqualTo(16);
  }

  private record UploadCalls(StoreCounts start, StoreCounts oneFile, StoreCounts complete) {}

  private static UploadCalls uploadCalls(int files) {
    Store store = new MemoryStore();
    CountingStore counting = new CountingStore(store);
    TestOperations server = new TestOperations(counting, new TestClock(), KEY);
    OperationScenario.links(server);
    StoreCounts _ = counting.takeCounts();
    List<String> declared = new ArrayList<>();
    for (int i = 0; i < files; i++) {
      declared.add(Files.simple("d/" + i, "c" + i));
      declared.add(Files.dedup("e/" + i, "one"));
      declared.add(Files.link("f/" + i, "p/a/v1/x"));
    }
    ClientUpload session =
        server.start(OWNER, "p/a/v", Files.body(declared.toArray(String[]::new)));
    StoreCounts start = counting.takeCounts();
    server.send(session, "d/0", "c0");
    StoreCounts oneFile = counting.takeCounts();
    for (int i = 1; i < files; i++) {
      BucketState.put(store, session.staged("c" + i).value(), "c" + i);
    }
    server.complete(session);
    return new UploadCalls(start, oneFile, counting.takeCounts());
  }
}
