package io.gypsum.server.operation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Lock;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.server.data.SigningKey;
import io.gypsum.server.testing.BucketState;
import io.gypsum.server.testing.ClientUpload;
import io.gypsum.server.testing.TestClock;
import io.gypsum.server.testing.TestOperations;
import io.gypsum.store.Store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** Two servers on one store, compared with a model of their results and of the bucket. */
final class ServersAndModel {
  final TestClock clock = new TestClock();
  final OperationsModel model = new OperationsModel();

  private final Store store;
  private final long seed;
  private final Random random;
  private final List<TestOperations> servers;
  private final List<ClientUpload> sessions = new ArrayList<>();
  private final Map<String, Integer> outcomes = new TreeMap<>();
  private final Deque<String> recent = new ArrayDeque<>();

  /** @param seed the seed of {@code random}, for messages */
  ServersAndModel(Store store, Random random, long seed) {
    this.store = store;
    this.random = random;
    this.seed = seed;
    SigningKey key = SigningKey.random();
    servers = List.of(new TestOperations(store, clock, key), new TestOperations(store, clock, key));
  }

  static AssetVersion version(String[] address) {
    return AssetVersion.of(address[0], address[1], address[2]);
  }

  static String show(String[] address) {
    return String.join("/", address);
  }

  /** Returns the session with this number in the model. */
  ClientUpload session(int number) {
    return sessions.get(number);
  }

  void add(ClientUpload session) {
    sessions.add(session);
  }

  TestOperations server() {
    return servers.get(random.nextInt(servers.size()));
  }

  void compare(String what, Supplier<String> real, Supplier<String> expectation) {
    String expected = OperationsModel.outcome(expectation);
    expect(what, real, Set.of(expected));
  }

  String expect(String what, Supplier<String> real, Set<String> expected) {
    String operation = clock.instant() + " " + what;
    recent.addLast(operation);
    if (recent.size() > 25) {
      recent.removeFirst();
    }
    String answer;
    try {
      answer = (OperationsModel.OK + " " + real.get()).strip();
    } catch (GypsumException e) {
      answer = e.kind().name();
    } catch (RuntimeException e) {
      throw new AssertionError("seed " + seed + ": " + operation, e);
    }
    assertThat(answer)
        .as("seed %s, after:%n%s%n", seed, String.join("\n", recent))
        .isIn(expected);
    outcomes.merge(
        what.substring(0, what.indexOf(' ')) + " " + answer.split(" ")[0], 1,
        Integer::sum);
    return answer;
  }

  void compareBuckets(int operations) {
    model.checkInvariants();
    SortedMap<String, String> actual = actualBucket();
    SortedMap<String, String> expected =
        model.bucket(session -> sessions.get(session).token());
    assertThat(
        new TreeMap<>(
            Map.of(
                "missing or changed", without(expected, actual), "not expected",
                without(actual, expected))))
        .as(
            "seed %s, after %s operations, the last of them:%n%s%n", seed, operations,
            String.join("\n", recent))
        .allSatisfy((what, objects) -> assertThat(objects).isEmpty());
  }

  private static SortedMap<String, String> without(
      SortedMap<String, String> all, SortedMap<String, String> known) {
    SortedMap<String, String> rest = new TreeMap<>(all);
    rest.entrySet().removeAll(known.entrySet());
    return rest;
  }

  private SortedMap<String, String> actualBucket() {
    SortedMap<String, String> bucket = new TreeMap<>();
    BucketState.of(store).forEach((key, content) -> {
      if (key.startsWith("..logs/")) {
        String time = key.substring("..logs/".length(), key.lastIndexOf('_'));
        String line =
            new String(content.getBytes(ISO_8859_1), UTF_8);
        bucket.merge("..logs " + time + " " + line, "1", (a, b) -> a + b);
      } else if (key.startsWith("..changes/")) {
        // Only names what has to be read again; LinkRemovalTest and CatalogCrashTest check what depends on it.
        return;
      } else if (key.endsWith("/..LOCK")) {
        Lock lock =
            JsonInput.read(
                content.getBytes(ISO_8859_1), Lock::read);
        bucket.put(
            key,
            new String(
                (lock.sessionHash() + " " + lock.asset() + " " + lock.version())
                    .getBytes(UTF_8),
                ISO_8859_1));
      } else {
        bucket.put(key, content);
      }
    });
    return bucket;
  }

  /** Asserts that the history contains enough requests of each kind and outcome. */
  void assertManyOfEachKind() {
    String all =
        outcomes.entrySet()
            .stream()
            .map(e -> e.getKey() + ": " + e.getValue())
            .collect(Collectors.joining("\n"));
    for (String expected : List.of(
        "create ok", "create INVALID", "create FORBIDDEN", "permissions ok",
        "permissions FORBIDDEN", "quota ok", "start ok", "start FORBIDDEN", "start LOCKED",
        "start INVALID", "start NOT_FOUND", "presign ok", "presign FORBIDDEN", "receive ok",
        "receive FORBIDDEN", "receive INVALID", "complete ok", "complete INVALID",
        "complete FORBIDDEN", "abort ok", "abort FORBIDDEN", "approve ok", "approve INVALID",
        "approve LOCKED", "approve FORBIDDEN", "reject ok", "reject FORBIDDEN",
        "reject INVALID", "remove-version ok", "remove-version LOCKED", "remove-asset ok",
        "refresh-latest ok", "refresh-usage ok", "unlock ok")) {
      assertThat(outcomes.getOrDefault(expected, 0))
          .as("seed %s: number of '%s', of%n%s", seed, expected, all)
          .isGreaterThan(3);
    }
    assertThat(outcomes.get("complete ok")).as("seed %s: %s", seed, all).isGreaterThan(300);
  }
}
