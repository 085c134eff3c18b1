package io.gypsum.client;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;

import io.gypsum.core.name.AssetVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A server that limits the rate of requests and asks for waits that are too short, or for a wait without a time, as services in S3 do. */
class ThrottlingServerTest {
  private static final AssetVersion V1 = AssetVersion.parse("p/a/v1");
  private static final int REQUESTS_PER_MINUTE = 100;

  private final FakeServer server = new FakeServer();
  private final SharedTime time = new SharedTime();

  @AfterEach
  void stop() {
    server.close();
  }

  /** Time that passes only while a thread sleeps, and the requests of the current minute. */
  private static final class SharedTime extends Clock {
    private Instant now = Instant.parse("2026-03-01T10:00:00Z");
    private long minute;
    private int requests;
    private int refused;

    synchronized void sleep(Duration duration) {
      now = now.plus(duration);
    }

    /** Returns the response to a request; null if it is accepted. */
    synchronized ServerFault accept(int refusal) {
      long current = now.getEpochSecond() / 60;
      if (current != minute) {
        minute = current;
        requests = 0;
      }
      requests++;
      if (requests <= REQUESTS_PER_MINUTE) {
        return null;
      }
      refused++;
      return ServerFault.returnStatus("", refusal);
    }

    synchronized int refused() {
      return refused;
    }

    @Override
    public synchronized Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void threeHundredFilesArriveAtOneHundredRequestsAMinute(int refusal) {
    server.limitsLikeS3 = refusal == 503;
    Map<String, String> files = new LinkedHashMap<>();
    for (int i = 0; i < 300; i++) {
      files.put("f" + i, "content of " + i);
    }
    server.bucket.addVersion(V1, files);
    server.failWhen(() -> time.accept(refusal));
    try (GypsumClient client =
        server.clientBuilder().clock(time).sleeper(time::sleep).build()) {
      Path saved = client.saveVersion(V1);
      files.forEach((name, text) -> assertThat(saved.resolve(name)).hasContent(text));
    }
    assertThat(time.refused()).isPositive();
  }
}
