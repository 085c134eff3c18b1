package io.gypsum.client.http;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.gypsum.client.failure.RequestFailedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class OutagesTest {
  private static final URI SERVER = URI.create("https://gypsum.example.org/file/x");

  private Instant now = Instant.EPOCH;
  private final Outages outages = new Outages(() -> now);

  private static RequestFailedException refused() {
    return HttpErrors.unreachable("ask", "here", new IOException("refused"));
  }

  @Test
  void aServerThatNeverRespondedHasNoOutage() {
    assertThat(outages.record(SERVER, refused()).unavailableSince()).isEmpty();
    outages.recordResponse(URI.create("https://other.example.org/"));
    assertThat(outages.record(SERVER, refused()).unavailableSince()).isEmpty();
  }

  @Test
  void anOutageBeginsWithTheFirstFailureAfterAResponse() {
    outages.recordResponse(URI.create("HTTPS://Gypsum.example.org/list"));
    assertThat(outages.record(SERVER, refused()).unavailableSince()).hasValue(Instant.EPOCH);
    now = now.plusSeconds(5);
    assertThat(outages.record(SERVER, refused()).unavailableSince()).hasValue(Instant.EPOCH);
    outages.recordResponse(SERVER);
    assertThat(outages.record(SERVER, refused()).unavailableSince()).hasValue(now);
  }

  @ParameterizedTest
  @ValueSource(ints = {502, 503, 504})
  void gatewayErrorsAreOutages(int status) {
    outages.recordResponse(SERVER);
    assertThat(
        outages.record(SERVER, HttpErrors.ofStatus("ask", status, null, null)).unavailableSince())
        .isPresent();
  }

  @Test
  void otherFailuresAreNotOutages() {
    outages.recordResponse(SERVER);
    for (RequestFailedException failure : List.of(
        HttpErrors.ofStatus("ask", 500, null, null), HttpErrors.ofStatus("ask", 404, null, null),
        HttpErrors.ofStatus("ask", 429, null, null),
        HttpErrors.ofStatus("ask", 503, null, Duration.ofSeconds(1)),
        HttpErrors.corrupt("ask", "wrong MD5"), HttpErrors.offline("ask"),
        HttpErrors.untrusted("ask", "here", new IOException("expired")))) {
      assertThat(outages.record(SERVER, failure).unavailableSince()).as(failure.reason()).isEmpty();
    }
  }

  @Test
  void theNumberOfServersIsBounded() {
    for (int i = 0; i < 101; i++) {
      outages.recordResponse(URI.create("https://s" + i + ".example.org/"));
    }
    assertThat(
        outages.record(URI.create("https://s99.example.org/"), refused()).unavailableSince())
        .isPresent();
    assertThat(
        outages.record(URI.create("https://s100.example.org/"), refused()).unavailableSince())
        .isEmpty();
  }
}
