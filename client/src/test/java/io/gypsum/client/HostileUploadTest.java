package io.gypsum.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.core.name.AssetVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Uploads over an unreliable network. */
class HostileUploadTest {
  private static final AssetVersion V1 = AssetVersion.parse("p/a/v1");
  private static final int FILES = 20;

  private final FakeServer server = new FakeServer();
  @TempDir private Path directory;

  @BeforeEach
  void makeFiles() throws IOException {
    for (int i = 0; i < FILES; i++) {
      Files.writeString(directory.resolve("file" + i), "content " + i);
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void requireUploaded(GypsumClient client) {
    assertThat(client.fetchManifest(V1).files()).hasSize(FILES);
    for (int i = 0; i < FILES; i++) {
      assertThat(server.bucket.get(V1 + "/file" + i)).asString().isEqualTo("content " + i);
    }
    assertThat(server.bucket.get("p/..LOCK")).isNull();
  }

  @ParameterizedTest
  @EnumSource(value = ServerFault.Effect.class, names = {"LOSE_RESPONSE", "RESET", "BREAK_BODY"})
  void retriesAfterBrokenConnections(ServerFault.Effect effect) {
    for (String request : List.of("POST /upload/presigned-file", "PUT /put")) {
      // All faults may affect the same file, which then needs one more attempt.
      for (int i = 0; i < 2; i++) {
        server.inject(new ServerFault(request, effect));
      }
    }
    if (effect != ServerFault.Effect.BREAK_BODY) {
      server.inject(new ServerFault("POST /upload/complete", effect));
    }
    try (GypsumClient client = server.client()) {
      client.uploadDirectory(V1, directory);
      requireUploaded(client);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void waitsForTheTimeOfTheRetryAfterHeaderInUploads(int status) {
    server.sendsRetryAfter = true;
    server.inject(ServerFault.returnStatus("POST /upload/start", status));
    server.inject(ServerFault.returnStatus("PUT /put", status));
    server.inject(ServerFault.returnStatus("POST /upload/complete", status));
    List<Duration> waits = Collections.synchronizedList(new ArrayList<>());
    try (GypsumClient client = server.clientBuilder().sleeper(waits::add).build()) {
      client.uploadDirectory(V1, directory);
      requireUploaded(client);
    }
    // The Retry-After header of the fake server.
    assertThat(waits).hasSize(3)
        .allSatisfy(wait -> assertThat(wait).isGreaterThanOrEqualTo(Duration.ofSeconds(7)));
  }

  @Test
  void retriesAFileThatTheServerStopsReading() throws IOException {
    // Larger than the socket buffers, so that the client blocks if the server does not read.
    byte[] large = new byte[32 << 20];
    Files.write(directory.resolve("file0"), large);
    server.inject(new ServerFault("PUT /put", ServerFault.Effect.HANG));
    RecordingListener listener = new RecordingListener();
    try (GypsumClient client = server.clientBuilder()
        .concurrency(1)
        .stallTimeout(Duration.ofSeconds(1))
        .listener(listener)
        .build()) {
      client.uploadDirectory(V1, directory);
    }
    assertThat(server.bucket.get(V1 + "/file0")).isEqualTo(large);
    // A slow machine may stall another attempt.
    assertThat(server.count("PUT /put")).isGreaterThan(FILES);
    // The bytes of the failed attempts were subtracted.
    assertThat(listener.moved.sum()).isGreaterThan(large.length);
    assertThat(listener.events).hasSize(FILES + 2)
        .startsWith("begins upload p/a/v1 " + FILES + " " + listener.moved)
        .endsWith("ends upload p/a/v1");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void succeedsOrReportsAnUnknownOutcomeIfEveryFifthRequestFails(long seed) {
    server.failAtRandom(seed, 0.2);
    try (GypsumClient client = server.client()) {
      boolean done = false;
      for (int run = 0; run < 20 && !done; run++) {
        try {
          client.uploadDirectory(V1, directory);
          done = true;
        } catch (RequestFailedException e) {
          // The upload fails only if its outcome is unknown; the user runs it again.
          assertThat(e.mayHaveHappened()).as(e.toString()).isTrue();
        }
      }
      assertThat(done).isTrue();
      server.failAtRandom(seed, 0);
      requireUploaded(client);
      assertThat(server.cache().resolve("uploads")).isEmptyDirectory();
    }
  }
}
