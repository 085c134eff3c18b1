package io.gypsum.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;

import io.gypsum.client.ServerFault.Effect;
import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.failure.RequestFailedException.Remedy;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectName;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** A server that becomes unavailable while a client uses it. */
class ServerRestartTest {
  private static final AssetVersion V1 = AssetVersion.parse("p/a/v1");

  @TempDir Path directory;
  private final FakeServer server = new FakeServer();
  private final Time time = new Time();
  private ServerFault fault = ServerFault.returnStatus("", 502);

  /** Passes only while the client waits. */
  private static final class Time extends Clock {
    private Instant now = Instant.EPOCH;
    private Instant downFrom = Instant.MAX;
    private Instant downUntil = Instant.MIN;

    @Override
    public synchronized Instant instant() {
      return now;
    }

    synchronized void sleep(Duration duration) {
      now = now.plus(duration);
    }

    synchronized void stop(Duration outage) {
      if (downFrom.equals(Instant.MAX)) {
        downFrom = now;
        downUntil = now.plus(outage);
      }
    }

    synchronized boolean isDown() {
      return !now.isBefore(downFrom) && now.isBefore(downUntil);
    }

    synchronized Duration sinceStop() {
      return Duration.between(downFrom, now);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @AfterEach
  void closeServer() {
    server.close();
  }

  private GypsumClientBuilder clientBuilder() {
    server.failWhen(() -> time.isDown() ? fault : null);
    return GypsumClient.builder()
        .url(server.url())
        .token(FakeServer.TOKEN)
        .cacheDirectory(server.cache())
        .offline(false)
        .concurrency(1)
        .clock(time)
        .sleeper(time::sleep);
  }

  @ParameterizedTest
  @CsvSource({
      "RETURN_STATUS, 502", "RETURN_STATUS, 503", "RETURN_STATUS, 504", "RESET, 0"})
  void anUploadContinuesAfterTheServerHasRestarted(Effect effect, int status)
      throws IOException {
    fault = new ServerFault("", effect, status, () -> {});
    for (int i = 0; i < 3; i++) {
      Files.writeString(directory.resolve("f" + i), "content of " + i);
    }
    server.watch(new FakeServer.Watcher() {
      @Override
      public boolean received(int number, String request) {
        if (request.startsWith("PUT ")) {
          time.stop(Duration.ofSeconds(59));
        }
        return true;
      }
    });
    try (GypsumClient client = clientBuilder().build()) {
      client.uploadDirectory(V1, directory);
    }
    assertThat(server.bucket.get(V1 + "/f2")).asString().isEqualTo("content of 2");
  }

  @Test
  void theErrorContainsHowLongTheServerWasUnavailable() {
    server.bucket.addVersion(V1, Map.of("x", "y"));
    try (GypsumClient client = clientBuilder().build()) {
      client.listProjects();
      time.stop(Duration.ofHours(1));
      assertThatThrownBy(() -> client.listAssets(new ProjectName("p")))
          .hasMessageContaining("the server answered 502")
          .hasMessageEndingWith(
              "; the server has been unavailable for 60 s");
      assertThat(time.sinceStop()).isEqualTo(Duration.ofSeconds(60));
      // Further requests do not wait for another minute.
      assertThatThrownBy(() -> client.listAssets(new ProjectName("p")))
          .isInstanceOf(RequestFailedException.class);
      assertThat(time.sinceStop()).isLessThan(Duration.ofSeconds(80));
    }
  }

  private static RequestFailedException failure(ThrowingCallable request) {
    return catchThrowableOfType(RequestFailedException.class, request);
  }

  @Test
  void requestsThatMustNotBeRepeatedAreNotAdvisedToBe() {
    try (GypsumClient client = clientBuilder().build()) {
      client.listProjects();
      time.stop(Duration.ofHours(1));
      assertThat(failure(client::listProjects).remedies())
          .containsExactly(Remedy.RETRY_LONGER);
      RequestFailedException once = failure(() -> client.approveProbation(V1));
      assertThat(once.reason()).contains("the server has been unavailable for");
      assertThat(once.remedies()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"PT0S, PT20S", "PT10M, PT10M"})
  void theTimeIsAnOption(Duration retryFor, Duration max) {
    server.bucket.addVersion(V1, Map.of("x", "y"));
    try (GypsumClient client = clientBuilder().retryFor(retryFor).build()) {
      client.listProjects();
      time.stop(Duration.ofHours(1));
      assertThatThrownBy(() -> client.listAssets(new ProjectName("p")))
          .isInstanceOf(RequestFailedException.class);
      assertThat(time.sinceStop()).isBetween(retryFor, max);
    }
  }

  @Test
  void timesOutsideOfZeroToSevenDaysAreRejected() {
    GypsumClientBuilder builder = GypsumClient.builder();
    assertThatThrownBy(() -> builder.retryFor(Duration.ofSeconds(-1)))
        .hasMessageContaining("expected 0 to 7 days");
    assertThatThrownBy(() -> builder.retryFor(Duration.ofDays(7).plusNanos(1)))
        .hasMessageContaining("expected 0 to 7 days");
    assertThat(builder.retryFor(Duration.ofDays(7))).isSameAs(builder);
  }

  @Test
  void aServerThatNeverRespondedIsNotWaitedFor() {
    try (GypsumClient client = clientBuilder().build()) {
      server.close();
      RequestFailedException failure = failure(client::listProjects);
      assertThat(failure.reason()).contains("cannot be reached");
      assertThat(failure.remedies()).isEmpty();
      assertThat(Duration.between(Instant.EPOCH, time.instant())).isLessThan(Duration.ofSeconds(2));
    }
  }

  @Test
  void aServerThatRefusesConnectionsAfterAResponseIsWaitedFor() {
    try (GypsumClient client = clientBuilder().build()) {
      client.listProjects();
      server.close();
      assertThat(failure(client::listProjects).remedies())
          .containsExactly(Remedy.RETRY_LONGER);
      assertThat(Duration.between(Instant.EPOCH, time.instant())).isEqualTo(Duration.ofSeconds(60));
    }
  }
}
