package io.gypsum.e2e.race;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import io.gypsum.core.property.Repetitions;
import io.gypsum.e2e.harness.GypsumCommand;
import io.gypsum.e2e.harness.Json;
import io.gypsum.e2e.harness.TestHttpClient;
import io.gypsum.e2e.harness.TestResponse;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.TestUpload;
import io.gypsum.e2e.harness.TestUpload.Session;
import io.gypsum.e2e.harness.Users;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwoServersTest {
  private static final Duration RIGHTS_END_WITHIN = Duration.ofSeconds(5);

  private static final Duration FILES_END_WITHIN = Duration.ofSeconds(1);

  private TestServer one;
  private TestServer two;

  @BeforeAll
  void start(@TempDir Path directory) {
    Path data = Users.newData(directory);
    one = TestServer.start(data);
    two = TestServer.start(data);
  }

  @AfterAll
  void stop() {
    one.close();
    two.close();
  }

  private TestHttpClient either(int i, Users user) {
    return (i % 2 == 0 ? one : two).as(user);
  }

  /** Returns the responses to requests that are sent at the same moment. */
  private static List<TestResponse> together(int count, IntFunction<TestResponse> request)
      throws Exception {
    CyclicBarrier barrier = new CyclicBarrier(count);
    List<Future<TestResponse>> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
      for (int i = 0; i < count; i++) {
        int mine = i;
        Callable<TestResponse> task = () -> {
          barrier.await();
          return request.apply(mine);
        };
        answers.add(threads.submit(task));
      }
    }
    List<TestResponse> results = new ArrayList<>();
    for (Future<TestResponse> response : answers) {
      results.add(response.get());
    }
    return results;
  }

  private static void assertExactlyOneSucceeds(
      List<TestResponse> answers, int statusOfOtherResponses) {
    assertThat(answers).filteredOn(response -> response.status() == 200).hasSize(1);
    answers.stream()
        .filter(response -> response.status() != 200)
        .forEach(response -> response.refused(statusOfOtherResponses));
  }

  static IntStream manyRounds() {
    return IntStream.range(0, Repetitions.of(3));
  }

  static IntStream fewRounds() {
    return IntStream.range(0, Repetitions.of(2));
  }

  @ParameterizedTest
  @MethodSource("manyRounds")
  void exactlyOneOf50ConcurrentUploadsStarts(int round) throws Exception {
    String project = one.newProject();

    List<TestResponse> answers =
        together(
            50,
            i -> new TestUpload(either(i, Users.TRUSTED), project, "a", "v" + i).file("x", "x")
                .tryStart());

    assertExactlyOneSucceeds(answers, 403);
    assertThat(one.bucket().keys(project + "/a/"))
        .as("objects of the successful upload of round %s", round)
        .hasSize(2);
  }

  @ParameterizedTest
  @MethodSource("fewRounds")
  void exactlyOneOf20ConcurrentCreationsSucceeds(int round) throws Exception {
    String project = TestServer.newName();

    List<TestResponse> answers =
        together(
            20,
            i -> either(i, Users.ADMIN).post(
                "/create/" + project, Json.of("{'permissions':{'owners':['owner-" + i + "']}}")));

    assertExactlyOneSucceeds(answers, 400);
    assertThat(one.bucket().keys(project + "/")).as("round %s", round)
        .containsExactly(
            project + "/..permissions", project + "/..quota", project + "/..usage");
  }

  @Test
  void concurrentQuotaChangesAreAllKept() throws Exception {
    String project = one.newProject();

    List<TestResponse> answers =
        together(
            10, i -> either(i, Users.ADMIN).put(
                "/quota/" + project,
                i < 5 ? Json.object("baseline", 1000 + i) : Json.object("growth_rate", 1000 + i)));

    assertThat(answers).extracting(TestResponse::status).containsOnly(200);
    assertThat((Long) one.bucket().object(project + "/..quota").get("baseline"))
        .isBetween(1000L, 1004L);
    assertThat((Long) one.bucket().object(project + "/..quota").get("growth_rate"))
        .isBetween(1005L, 1009L);
  }

  @Test
  void aRightRemovedOnOneServerIsRefusedByTheOtherAtOnce() {
    String project = one.newProject();
    new TestUpload(two.as(Users.TRUSTED), project, "a", "v1").file("x", "x").publish();

    one.as(Users.OWNER).put("/permissions/" + project, Json.of("{'uploaders':[]}")).empty();

    new TestUpload(two.as(Users.TRUSTED), project, "a", "v2").tryStart().refused(403);
    new TestUpload(one.as(Users.TRUSTED), project, "a", "v2").tryStart().refused(403);
  }

  @Test
  void anAccountRemovedByTheCommandIsRefusedByBothServers() {
    String data = one.data().toString();
    String token =
        GypsumCommand.run("account", "add", "gone", "--admin", "--data", data)
            .ok()
            .output()
            .strip();
    for (TestServer server : List.of(one, two)) {
      server.anonymous().as(token).post("/create/" + TestServer.newName()).empty();
    }

    int _ = GypsumCommand.run("account", "remove", "gone", "--data", data).ok().exitCode();
    Instant removed = Instant.now();

    for (TestServer server : List.of(one, two)) {
      while (server.anonymous().as(token).delete("/unlock/none").status() == 200) {
        assertThat(Duration.between(removed, Instant.now())).isLessThan(RIGHTS_END_WITHIN);
      }
      server.anonymous().as(token).delete("/unlock/none").refused(401);
    }
  }

  @Test
  void aDeletedFileIsSentForAtMostASecond() {
    String project = one.newProject();
    one.publish(project, "a", "v1", "content");
    String file = TestHttpClient.path("file", project + "/a/v1/a.txt");
    for (TestServer server : List.of(one, two)) {
      for (int i = 0; i < 2; i++) {
        assertThat(server.anonymous().get(file).ok().text()).isEqualTo("content");
      }
    }

    one.as(Users.ADMIN).delete(TestHttpClient.path("remove", project, "a", "v1")).ok();
    Instant removed = Instant.now();

    one.anonymous().get(file).refused(404);
    Instant sent = Instant.now();
    while (two.anonymous().get(file).status() == 200) {
      // Of the last response with the file, only the time of its request is certain.
      assertThat(Duration.between(removed, sent)).isLessThan(FILES_END_WITHIN);
      sent = Instant.now();
    }
    two.anonymous().get(file).refused(404);
  }

  @Test
  void aReplacedTokenIsRefusedByBothServers() {
    String data = one.data().toString();
    String old =
        GypsumCommand.run("account", "add", "rotating", "--admin", "--data", data)
            .ok()
            .output()
            .strip();
    one.anonymous().as(old).delete("/unlock/none").empty();

    String replacement =
        GypsumCommand.run("account", "rotate", "rotating", "--data", data).ok().output().strip();

    for (TestServer server : List.of(one, two)) {
      server.anonymous().as(replacement).delete("/unlock/none").empty();
      server.anonymous().as(old).delete("/unlock/none").refused(401);
    }
  }

  @Test
  void anUploadMaySendEachRequestToAnotherServer() {
    String project = one.newProject();
    Session session =
        new TestUpload(one.as(Users.TRUSTED), project, "a", "v1").file("x", "1")
            .file("y", "2")
            .start();

    session.at(two.process().url()).send("x");
    session.send("y");
    session.at(two.process().url()).complete().empty();

    new TestUpload(two.as(Users.TRUSTED), project, "a", "v2").dedup("x", "1")
        .file("y", "3")
        .publish();
    assertThat(one.bucket().json(project + "/..usage")).isEqualTo(Json.of("{'total':3}"));
  }

  @Test
  void aUrlPresignedByOneServerIsAcceptedByTheOther() {
    String project = one.newProject();
    Session session =
        new TestUpload(one.as(Users.TRUSTED), project, "a", "v1").file("x", "1").start();
    String pathAndQuery =
        session.address("x").toString().substring(one.process().url().toString().length());

    session.put(java.net.URI.create(two.process().url() + pathAndQuery), new byte[] {'1'}).empty();

    session.at(two.process().url()).complete().empty();
  }
}
