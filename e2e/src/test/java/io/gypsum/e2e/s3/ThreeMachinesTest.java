package io.gypsum.e2e.s3;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

import io.gypsum.core.property.Repetitions;
import io.gypsum.e2e.harness.Json;
import io.gypsum.e2e.harness.ServerGroup;
import io.gypsum.e2e.harness.ServerProcess;
import io.gypsum.e2e.harness.TestResponse;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.TestUpload;
import io.gypsum.e2e.harness.TestUpload.Session;
import io.gypsum.e2e.harness.Users;
import io.gypsum.store.Races;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Servers that share a bucket but not a data directory, like servers on several machines. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ThreeMachinesTest {
  private ServerGroup servers;

  @BeforeAll
  void start(@TempDir Path directory) {
    servers = ServerGroup.start(directory, 3, "--uploads", "direct");
  }

  @AfterAll
  void stop() {
    servers.close();
  }

  private TestServer server(int i) {
    return servers.get(i);
  }

  static IntStream rounds() {
    return IntStream.range(0, Repetitions.of(3));
  }

  @ParameterizedTest
  @MethodSource("rounds")
  void exactlyOneOf50ConcurrentUploadsStarts(int round) throws Exception {
    String project = server(0).newProject();

    List<TestResponse> answers =
        Races.atOnce(
            50,
            i -> new TestUpload(server(i).as(Users.TRUSTED), project, "a", "v" + i)
                .file("x", "x")
                .tryStart());

    assertThat(answers).filteredOn(response -> response.status() == 200).hasSize(1);
    assertThat(answers).filteredOn(response -> response.status() == 403).hasSize(49);
    assertThat(server(0).bucket().keys(project + "/a/"))
        .as("objects of the successful upload of round %s", round)
        .hasSize(2);
  }

  @Test
  void aRightRemovedOnOneServerIsRefusedByAll() {
    String project = server(0).newProject();
    server(2).publish(project, "a", "v1", "x");

    server(0).as(Users.OWNER)
        .put("/permissions/" + project, Json.of("{'uploaders':[]}"))
        .empty();

    for (TestServer each : servers.all()) {
      each.upload(project, "a", "v2").file("x", "x").tryStart().refused(403);
    }
  }

  @Test
  void anUploadContinuesAtAnyServer() {
    String project = server(0).newProject();
    Session session =
        server(0).upload(project, "a", "v1").file("x", "1").file("y", "2").start();

    session.at(server(1).process().url()).send("x");
    session.at(server(2).process().url()).send("y");
    session.at(server(1).process().url()).complete().empty();

    assertThat(server(2).bucket().bytes(project + "/a/v1/y")).asString().isEqualTo("2");
  }

  @Test
  void otherServersRecoverAnOperationOfAKilledServer() {
    String project = server(0).newProject();
    Session session;
    try (ServerProcess killed =
        ServerProcess.on(servers.newDataDirectory()).options("--uploads", "direct").start()) {
      session =
          new TestUpload(killed.http().as(Users.TRUSTED.token()), project, "a", "v1")
              .file("x", "1")
              .start();
      session.send("x");
      killed.kill();
    }

    session.at(server(1).process().url()).complete().empty();

    assertThat(server(2).bucket().bytes(project + "/a/v1/x")).asString().isEqualTo("1");
  }
}
