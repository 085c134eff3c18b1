package io.gypsum.server.operation;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import io.gypsum.core.document.QuotaChange;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.data.SigningKey;
import io.gypsum.server.testing.BucketState;
import io.gypsum.server.testing.ClientUpload;
import io.gypsum.server.testing.CrashingStore;
import io.gypsum.server.testing.CrashingStore.Failure;
import io.gypsum.server.testing.FastDirectory;
import io.gypsum.server.testing.Files;
import io.gypsum.server.testing.TestClock;
import io.gypsum.server.testing.TestOperations;
import io.gypsum.store.Store;
import io.gypsum.store.disk.DiskStore;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static io.gypsum.server.testing.TestOperations.ADMIN;
import static io.gypsum.server.testing.TestOperations.OWNER;
import static org.assertj.core.api.Assertions.assertThat;

/** Concurrent requests to two servers on one store, with real threads and clocks. */
@Timeout(60)
class RaceTest {
  @Nested
  class InMemory extends Races {
    @Override
    Store openStore() {
      return new MemoryStore();
    }
  }

  @Nested
  class OnDisk extends Races {
    @TempDir(factory = FastDirectory.class) Path directory;

    @Override
    Store openStore() {
      return DiskStore.open(directory);
    }
  }

  abstract static class Races {
    private static final Object OK = "ok";
    private static final int ROUNDS = 20;
    private static final SigningKey KEY = SigningKey.random();

    private Store store;
    private TestOperations[] servers;

    abstract Store openStore();

    @BeforeEach
    void open() {
      store = openStore();
      servers = new TestOperations[] {server(Clock.systemUTC()), server(Clock.systemUTC())};
    }

    @AfterEach
    void close() {
      store.close();
    }

    private TestOperations server(Clock clock) {
      return new TestOperations(store, clock, KEY, RaceTest::waitBriefly);
    }

    private TestOperations server(int number) {
      return servers[number % servers.length];
    }

    private String content(String key) {
      return BucketState.content(store, new Key(key));
    }

    /** Returns the results of requests that start at the same moment: {@link #OK} or the kind of the failure. */
    private static List<Object> race(int requests, IntFunction<Runnable> request) {
      CountDownLatch ready = new CountDownLatch(requests);
      List<Future<Object>> answers = new ArrayList<>();
      try (ExecutorService threads = Executors.newFixedThreadPool(requests)) {
        for (int i = 0; i < requests; i++) {
          Runnable action = request.apply(i);
          Callable<Object> together = () -> {
            ready.countDown();
            ready.await();
            return outcome(action);
          };
          answers.add(threads.submit(together));
        }
        List<Object> results = new ArrayList<>();
        for (Future<Object> answer : answers) {
          results.add(get(answer));
        }
        return results;
      }
    }

    private static Object get(Future<Object> answer) {
      try {
        return answer.get();
      } catch (Exception e) {
        throw new AssertionError("a request failed with an unexpected exception", e);
      }
    }

    private static Object outcome(Runnable action) {
      try {
        action.run();
        return OK;
      } catch (GypsumException e) {
        return e.kind();
      }
    }

    private List<Key> logs() {
      return BucketState.of(store)
          .keySet()
          .stream()
          .filter(key -> key.startsWith("..logs/"))
          .map(Key::new)
          .toList();
    }

    @Test
    void exactlyOneOfFiftyUploadStartsSucceeds() {
      server(0).create("p");
      for (int round = 0; round < ROUNDS; round++) {
        ClientUpload[] won = new ClientUpload[1];
        List<Object> answers = race(50, i -> () -> {
          won[0] =
              server(i).start(OWNER, "p/a/v" + i % 3, Files.body(Files.simple("x", "one")));
        });

        assertThat(answers).as("round %s", round)
            .containsOnlyOnce(OK)
            .containsOnly(OK, Kind.LOCKED);
        String address = won[0].version().toString();
        assertThat(BucketState.of(store)).containsOnlyKeys(
            "p/..permissions", "p/..quota", "p/..usage", "p/..LOCK", address + "/..summary",
            address + "/..manifest");
        server(round).abort(won[0]);
      }
    }

    @Test
    void exactlyOneOfTwentyCreationsSucceeds() {
      for (int round = 0; round < ROUNDS; round++) {
        ProjectName name = new ProjectName("p" + round);
        List<Object> answers = race(
            20, i -> () -> server(i).projects.create(
                ADMIN, name, TestOperations.permissions("{\"owners\":[\"owner" + i + "\"]}"),
                QuotaChange.NONE));

        assertThat(answers).containsOnlyOnce(OK).containsOnly(OK, Kind.INVALID);
        assertThat(content(name + "/..permissions"))
            .contains("\"owner" + answers.indexOf(OK) + "\"");
        assertThat(BucketState.of(store)).doesNotContainKey(name + "/..LOCK");
      }
    }

    @Test
    void concurrentPermissionChangesAreAllKept() {
      for (int round = 0; round < ROUNDS; round++) {
        ProjectName name = new ProjectName("p" + round);
        server(0).create(name.value());
        List<Object> answers = race(
            8, i -> () -> server(i).projects.setPermissions(
                ADMIN, name,
                TestOperations.permissions(
                    i % 2 == 0 ? "{\"owners\":[\"new\"]}" : "{\"uploaders\":[{\"id\":\"u\"}]}")));

        assertThat(answers).containsOnly(OK);
        assertThat(content(name + "/..permissions"))
            .isEqualTo("{\"owners\":[\"new\"],\"uploaders\":[{\"id\":\"u\"}]}");
      }
    }

    @Test
    void concurrentCompletionsCountOnce() {
      server(0).create("p");
      for (int round = 1; round <= ROUNDS; round++) {
        ClientUpload session =
            server(0).start(
                OWNER, "p/a/v" + round,
                Files.body(Files.simple("x", "one"), Files.dedup("y", "four")));
        session.uploadTokens()
            .keySet()
            .forEach(path -> server(1).send(session, path, path.equals("x") ? "one" : "four"));
        List<Object> answers = race(8, i -> () -> server(i).complete(session));

        assertThat(answers).contains(OK).isSubsetOf(OK, Kind.FORBIDDEN);
        assertThat(content("p/..usage")).isEqualTo("{\"total\":" + (3 * round + 4) + "}");
        assertThat(content("p/a/..latest")).isEqualTo("{\"version\":\"v" + round + "\"}");
        assertThat(logs()).hasSize(round);
      }
    }

    @Test
    void completionSucceedsDuringPresignRequests() {
      // Every request has to renew the lease of the session.
      TestClock late = new TestClock();
      TestOperations[] two = {
          new TestOperations(store, late, KEY, RaceTest::waitBriefly),
          new TestOperations(store, late, KEY, RaceTest::waitBriefly)};
      // Another clock, because the completion has a lease of seconds, which jumps of hours would end.
      TestClock steady = new TestClock();
      TestOperations completing = new TestOperations(store, steady, KEY, RaceTest::waitBriefly);
      two[0].create("p");
      for (int round = 0; round < ROUNDS; round++) {
        ClientUpload session =
            two[0].start(OWNER, "p/a/v" + round, Files.body(Files.simple("x", "one")));
        two[0].send(session, "x", "one");
        steady.advance(Duration.ofSeconds(1));
        List<Object> answers = race(8, i -> () -> {
          if (i == 0) {
            completing.complete(session);
          } else {
            late.advance(Duration.ofHours(3));
            String _ = two[i % 2].presign(session.uploadTokens().get("x"), session.token());
          }
        });

        assertThat(answers.get(0)).as("round %s: %s", round, answers).isEqualTo(OK);
        assertThat(answers).isSubsetOf(OK, Kind.FORBIDDEN);
        assertThat(content("p/a/..latest")).isEqualTo("{\"version\":\"v" + round + "\"}");
      }
    }

    @Test
    void concurrentAbortAndCompletionHaveOneWinner() {
      server(0).create("p");
      for (int round = 0; round < ROUNDS; round++) {
        String version = "p/a/v" + round;
        ClientUpload session =
            server(0).start(OWNER, version, Files.body(Files.simple("x", "one")));
        server(0).send(session, "x", "one");
        int before = logs().size();
        List<Object> answers = race(4, i -> () -> {
          if (i % 2 == 0) {
            server(i / 2).complete(session);
          } else {
            server(i / 2).abort(session);
          }
        });

        boolean completed = answers.get(0).equals(OK) || answers.get(2).equals(OK);
        boolean aborted = answers.get(1).equals(OK) || answers.get(3).equals(OK);
        assertThat(answers).as("round %s", round).isSubsetOf(OK, Kind.FORBIDDEN);
        assertThat(completed).as("round %s: %s", round, answers).isNotEqualTo(aborted);
        assertThat(
            BucketState.of(store)
                .keySet()
                .stream()
                .filter(
                    key -> key.startsWith(version + "/"))
                .toList())
            .hasSize(completed ? 3 : 0);
        assertThat(logs()).hasSize(completed ? before + 1 : before);
        assertThat(BucketState.of(store)).doesNotContainKey("p/..LOCK");
      }
    }

    @Test
    void anAbortDuringAnUploadOfAFileLeavesNoFile() {
      server(0).create("p");
      for (int round = 0; round < ROUNDS; round++) {
        ClientUpload session =
            server(0).start(OWNER, "p/a/v", Files.body(Files.simple("x", "one")));
        String uploadToken = server(0).presign(session.uploadTokens().get("x"), session.token());
        CountDownLatch receiving = new CountDownLatch(1);
        List<Object> answers = race(2, i -> () -> {
          if (i == 0) {
            server(0).files.receive(uploadToken, Files.md5Base64("one"), 3, body("one", receiving));
          } else {
            await(receiving);
            server(1).abort(session);
          }
        });

        assertThat(answers.get(1)).isEqualTo(OK);
        assertThat(BucketState.of(store)).as("round %s: %s", round, answers)
            .containsOnlyKeys(
                "p/..permissions", "p/..quota", "p/..usage");
      }
    }

    private static void await(CountDownLatch latch) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    @Test
    void concurrentRecoveriesOfOneLockLeadToTheNewState() {
      for (int round = 0; round < ROUNDS; round++) {
        TestClock clock = new TestClock();
        ProjectName project = new ProjectName("p" + round);
        TestOperations first = new TestOperations(store, clock, KEY);
        first.create(project.value());
        first.publish(OWNER, project + "/a/v1", "x", "one");
        first.publish(OWNER, project + "/a/v2", "x", "four");
        int before = logs().size();
        TestOperations dying =
            new TestOperations(
                CrashingStore.at(store, 3 + round % 6, Failure.DONE_BUT_UNKNOWN), clock, KEY);
        outcome(
            () -> dying.removal.removeVersion(ADMIN, TestOperations.version(project + "/a/v2")));
        clock.advance(TestOperations.PAST_STEP_LEASE);
        List<Object> answers = race(6, i -> () -> {
          TestOperations server = new TestOperations(store, clock, KEY, RaceTest::waitBriefly);
          boolean _ = server.locks.recover(project);
        });

        assertThat(answers).containsOnly(OK);
        assertThat(content(project + "/..usage")).isEqualTo("{\"total\":3}");
        assertThat(content(project + "/a/..latest")).isEqualTo("{\"version\":\"v1\"}");
        assertThat(logs()).hasSize(before + 1);
        assertThat(BucketState.of(store).keySet())
            .noneMatch(key -> key.startsWith(project + "/a/v2/") || key.endsWith("/..LOCK"));
      }
    }
  }

  /** Waits briefly instead of the requested time, so that other threads can continue. */
  private static void waitBriefly(Duration time) {
    LockSupport.parkNanos(100_000);
  }

  /** Returns a body that counts {@code started} down when reading begins. */
  private static InputStream body(String content, CountDownLatch started) {
    return new FilterInputStream(new ByteArrayInputStream(Files.bytes(content))) {
      @Override
      public int read() throws IOException {
        started.countDown();
        return super.read();
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        started.countDown();
        // One byte per call, so that reading the body takes several calls.
        return super.read(into, offset, Math.min(1, length));
      }
    };
  }
}
