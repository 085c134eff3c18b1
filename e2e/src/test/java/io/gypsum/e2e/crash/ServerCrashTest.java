package io.gypsum.e2e.crash;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.gypsum.e2e.harness.BucketTree;
import io.gypsum.e2e.harness.ServerProcess;
import io.gypsum.e2e.harness.TestHttpClient;
import io.gypsum.e2e.harness.TestResponse;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.TestStore;
import io.gypsum.e2e.harness.Users;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Interrupts every changing request by killing its server before the first write and after every write. One server is killed in the middle of all requests, each in a separate project and blocked at its own point. Then a new server continues.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServerCrashTest {
  /** The lease. It is long because a holder that needs more than half of it renews it, which would be another write. */
  private static final String STEP_LEASE = TestStore.isS3() ? "PT10S" : "PT5S";
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  /** More than the requests that are blocked at the same time, each in a thread of the server. */
  private static final String THREADS = "300";
  /** How many requests make progress at the same time. With more, a request may take so long that it renews its lease. */
  private static final int CONCURRENT = 16;

  private final Map<ChangingRequest, Map<String, String>> before =
      new EnumMap<>(ChangingRequest.class);
  private final Map<ChangingRequest, Map<String, String>> after =
      new EnumMap<>(ChangingRequest.class);
  private final Map<String, Function<TestHttpClient, TestResponse>> requests =
      new ConcurrentHashMap<>();
  private final Map<String, Integer> finished = new ConcurrentHashMap<>();
  private TestServer server;

  /** One changing request, interrupted after a number of writes. */
  record Crash(ChangingRequest change, int writes) {
    String project(String how) {
      return change.name().toLowerCase(java.util.Locale.ROOT) + "-" + writes + "-" + how;
    }
  }

  static Stream<Crash> crashes() {
    return Stream.of(ChangingRequest.values())
        .flatMap(
            change -> IntStream.rangeClosed(0, change.writes())
                .mapToObj(n -> new Crash(change, n)));
  }

  /** With S3 on a loaded machine, this takes longer than other tests. */
  @BeforeAll
  @Timeout(value = 4, unit = TimeUnit.MINUTES)
  void crashEverything(@TempDir Path directory) throws Exception {
    Path data = Users.newData(directory);
    try (TestServer first = TestServer.start(data)) {
      for (ChangingRequest change : ChangingRequest.values()) {
        runWithoutCrash(first, change);
      }
      crash(first, data, Files.createDirectory(directory.resolve("markers")));
    }
    server = TestServer.start(data, "--step-lease", STEP_LEASE);
  }

  @AfterAll
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private void runWithoutCrash(TestServer first, ChangingRequest change) {
    String project = new Crash(change, 99).project("never");
    Function<TestHttpClient, TestResponse> request = change.prepare(first, project);
    before.put(change, state(first.bucket(), project));
    request.apply(first.anonymous()).ok();
    after.put(change, state(first.bucket(), project));
  }

  private void crash(TestServer first, Path data, Path markers) throws Exception {
    List<String> projects = prepare(first);
    ServerProcess.Launch launch =
        ServerProcess.on(data)
            .main(CrashingServer.class)
            .options("--step-lease", STEP_LEASE)
            .options("--compute-threads", THREADS)
            .options("--admin", Users.ADMIN_ORG)
            .java(CrashingServer.markersOption(markers));
    try (ServerProcess crashing = launch.start();
        ExecutorService threads = Executors.newFixedThreadPool(CONCURRENT)) {
      List<Future<?>> blocked = new ArrayList<>();
      for (String project : projects) {
        blocked.add(threads.submit(() -> sendUntilBlocked(crashing, project, markers)));
      }
      for (Future<?> each : blocked) {
        Object _ = each.get();
      }
      crashing.kill();
    }
  }

  /** Also interrupts each request after one write more than it makes, to prove that it makes no more writes. */
  private List<String> prepare(TestServer first) throws Exception {
    List<String> projects = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<?>> prepared = new ArrayList<>();
      for (ChangingRequest change : ChangingRequest.values()) {
        for (int writes = 0; writes <= change.writes() + 1; writes++) {
          for (String how : List.of("retry", "next")) {
            String project = new Crash(change, writes).project(how);
            projects.add(project);
            prepared.add(
                threads.submit(() -> requests.put(project, change.prepare(first, project))));
          }
        }
      }
      for (Future<?> each : prepared) {
        Object _ = each.get();
      }
    }
    return projects;
  }

  /** Returns when the request of a project is blocked or has ended. */
  private Void sendUntilBlocked(ServerProcess crashing, String project, Path markers)
      throws InterruptedException {
    Thread.ofVirtual().start(() -> send(crashing, project));
    await(
        () -> finished.containsKey(project) || Files.exists(markers.resolve(project)),
        () -> project + ": " + crashing.errors());
    return null;
  }

  private void send(ServerProcess crashing, String project) {
    try {
      finished.put(project, requests.get(project).apply(crashing.http()).status());
    } catch (RuntimeException e) {
      // Expected: the server was killed.
    }
  }

  private static void await(Check done, java.util.function.Supplier<String> description)
      throws InterruptedException {
    Instant deadline = Instant.now().plus(TIMEOUT);
    while (!done.holds()) {
      assertThat(Instant.now()).as(description.get()).isBefore(deadline);
      Thread.sleep(Duration.ofMillis(20));
    }
  }

  private interface Check {
    boolean holds();
  }

  private TestResponse repeat(
      Function<TestHttpClient, TestResponse> request, Predicate<TestResponse> done)
      throws Exception {
    Instant deadline = Instant.now().plus(TIMEOUT);
    TestResponse response = request.apply(server.anonymous());
    while (!done.test(response)) {
      assertThat(Instant.now()).as("still %s", response).isBefore(deadline);
      Thread.sleep(Duration.ofMillis(50));
      response = request.apply(server.anonymous());
    }
    return response;
  }

  /** Returns the objects and the log entries of a project, with project names and times replaced. */
  private static Map<String, String> state(BucketTree bucket, String project) {
    Map<String, String> state = new TreeMap<>();
    bucket.contents(project + "/")
        .forEach((key, text) -> state.put(normalize(key, project), normalize(text, project)));
    List<Map<String, Object>> logs = bucket.logsOf(project);
    for (int i = 0; i < logs.size(); i++) {
      state.put("log " + i, normalize(logs.get(i).toString(), project));
    }
    return state;
  }

  private static String normalize(String text, String project) {
    return text.replace(project, "P")
        .replaceAll("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z", "TIME");
  }

  /** Acquires the lock without changing anything, which recovers an abandoned lock first. */
  private void acquireLock(String project) throws Exception {
    TestResponse _ =
        repeat(
            http -> http.as(Users.ADMIN.token()).post("/refresh/latest/" + project + "/none"),
            response -> response.status() == 200
                || (response.status() == 400 && response.reason().contains("does not exist")));
  }

  @ParameterizedTest
  @EnumSource
  void aServerWasKilledAtEveryWrite(ChangingRequest change) {
    assertThat(finished).as("requests that succeeded although their server was killed earlier")
        .doesNotContainKey(new Crash(change, change.writes()).project("retry"));
    assertThat(finished).as("requests that succeeded because all writes were done")
        .containsEntry(new Crash(change, change.writes() + 1).project("retry"), 200);
  }

  @ParameterizedTest
  @MethodSource("crashes")
  void repeatingTheRequestLeadsToTheNewState(Crash crash) throws Exception {
    String project = crash.project("retry");

    TestResponse _ =
        repeat(
            requests.get(project), response -> crash.change().isDone(response.status())
                && !response.text().contains("is locked"));
    acquireLock(project);

    assertThat(state(server.bucket(), project)).isEqualTo(after.get(crash.change()));
  }

  @ParameterizedTest
  @MethodSource("crashes")
  void theNextRequestFindsTheOldOrTheNewState(Crash crash) throws Exception {
    String project = crash.project("next");

    if (crash.change().isEndedByUnlocking()) {
      TestResponse _ =
          repeat(
              http -> http.as(Users.ADMIN.token()).delete("/unlock/" + project),
              response -> response.status() == 200);
    } else {
      acquireLock(project);
    }

    assertThat(state(server.bucket(), project))
        .isIn(stateBefore(crash.change()), after.get(crash.change()));
  }

  /** Returns the state after an interrupted request is undone; the next request also ends a running upload. */
  private Map<String, String> stateBefore(ChangingRequest change) {
    return switch (change) {
      case COMPLETE, COMPLETE_ON_PROBATION -> after.get(ChangingRequest.ABORT);
      case ABORT -> after.get(ChangingRequest.ABORT);
      case APPROVE, REJECT, REMOVE_VERSION, REMOVE_ASSET, REMOVE_PROJECT, CREATE, REFRESH_LATEST,
          REFRESH_USAGE ->
          before.get(change);
    };
  }

  @Test
  void theOldAndTheNewStateDiffer() {
    for (ChangingRequest change : ChangingRequest.values()) {
      assertThat(before.get(change)).as("%s", change).isNotEqualTo(after.get(change));
    }
  }
}
