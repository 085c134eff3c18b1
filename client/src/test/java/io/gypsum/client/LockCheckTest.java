package io.gypsum.client;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.core.GypsumException.Kind;
import io.gypsum.core.name.AssetVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Refusals of servers that do not report the kind of failure. */
class LockCheckTest {
  private static final AssetVersion V1 = AssetVersion.parse("p/a/v1");
  private static final Map<String, Consumer<GypsumClient>> LOCKING =
      Map.of(
          "POST /upload/start/", client -> client.startUpload(V1, List.of()),
          "POST /probation/approve/", client -> client.approveProbation(V1),
          "POST /probation/reject/", client -> client.rejectProbation(V1),
          "POST /refresh/latest/", client -> client.refreshLatest(V1.projectAsset()),
          "POST /refresh/usage/", client -> client.refreshUsage(V1.project()),
          "DELETE /remove/p", client -> client.removeProject(V1.project()),
          "DELETE /remove/p/a", client -> client.removeAsset(V1.projectAsset()),
          "DELETE /remove/p/a/v1", client -> client.removeVersion(V1));

  private final FakeServer server = new FakeServer();
  private final GypsumClient client = server.client();

  static Stream<String> requests() {
    return LOCKING.keySet().stream().sorted();
  }

  @BeforeEach
  void makeProject() {
    client.createProject(V1.project());
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private RequestFailedException refused(String request) {
    server.inject(ServerFault.returnStatus(request, 403));
    return catchThrowableOfType(
        RequestFailedException.class, () -> LOCKING.get(request).accept(client));
  }

  private void lock() {
    server.bucket.putUnchecked(
        "p/..LOCK", "{\"user_name\":\"x\"}".getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @MethodSource("requests")
  void aRefusalOfALockedProjectIsReportedAsLocked(String request) {
    lock();
    RequestFailedException failure = refused(request);

    assertThat(failure.kind()).isEqualTo(Kind.LOCKED);
    assertThat(failure).hasMessageContaining("project 'p' is locked")
        .hasMessageContaining("gypsum unlock p");
  }

  @ParameterizedTest
  @MethodSource("requests")
  void aRefusalWithoutALockIsAMissingPermission(String request) {
    assertThat(refused(request).kind()).isEqualTo(Kind.FORBIDDEN);
    assertThat(server.count("GET /file/p%2F..LOCK")).isEqualTo(1);
  }

  @Test
  void aLockThatCannotBeReadChangesNothing() {
    lock();
    server.inject(ServerFault.returnStatus("GET /file/p%2F..LOCK", 401));

    assertThat(refused("POST /refresh/usage/").kind()).isEqualTo(Kind.FORBIDDEN);
  }
}
