package io.gypsum.client.http;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.core.retry.CallKind;
import io.gypsum.core.retry.Retrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class RequestRetryTest {
  private final List<Duration> waits = new ArrayList<>();
  private final Retrier retrier =
      new Retrier(HttpTransport.RETRY_POLICY, Clock.systemUTC(), waits::add, new Random(1));
  private final AtomicInteger attempts = new AtomicInteger();

  @Test
  void delaysDoubleUntilTheAttemptsAreExhausted() {
    fail(CallKind.READ, HttpErrors.ofStatus("ask", 500, null, null));
    assertThat(attempts).hasValue(6);
    assertThat(waits).hasSize(5);
    for (int i = 0; i < waits.size(); i++) {
      assertThat(waits.get(i).toMillis()).isBetween(250L << i, 500L << i);
    }
  }

  @Test
  void waitsAtLeastAsLongAsTheServerAsks() {
    fail(CallKind.READ, HttpErrors.ofStatus("ask", 429, null, Duration.ofSeconds(7)));
    assertThat(waits).hasSizeGreaterThan(5)
        .allSatisfy(
            wait -> assertThat(wait).isGreaterThan(
                Duration.ofSeconds(7)));
  }

  @Test
  void aLimitedRequestIsRetriedForFiveMinutesHoweverManyAttemptsThatAre() {
    for (RequestFailedException limited : List.of(
        HttpErrors.ofStatus("ask", 429, null, null),
        HttpErrors.ofStatus("ask", 429, null, Duration.ZERO),
        HttpErrors.ofStatus("ask", 503, null, Duration.ofSeconds(1)))) {
      waits.clear();
      fail(CallKind.CONDITIONAL_WRITE, limited);
      assertThat(waits.stream().reduce(Duration.ZERO, Duration::plus))
          .isBetween(Duration.ofMinutes(4), Duration.ofMinutes(5));
    }
  }

  @ParameterizedTest
  @CsvSource({"PT2M10S, 2, 3", "PT4M59S, 2, 2", "PT5M, 1, 1"})
  void aWaitOfLessThanFiveMinutesIsKept(Duration wait, int min, int max) {
    fail(CallKind.READ, HttpErrors.ofStatus("ask", 429, null, wait));
    assertThat(attempts.get()).isBetween(min, max);
  }

  @Test
  void aLimitedRequestIsRetriedWhileOthersSucceed() {
    String answer =
        retrier.call(
            CallKind.READ, () -> {
              if (attempts.incrementAndGet() < 1000) {
                if (attempts.get() % 10 == 0) {
                  retrier.run(CallKind.READ, () -> {});
                }
                throw HttpErrors.ofStatus("ask", 429, null, Duration.ofSeconds(5));
              }
              return "answer";
            });
    assertThat(answer).isEqualTo("answer");
    assertThat(waits).hasSize(999);
  }

  @Test
  void limitedAttemptsDoNotCountAsFailedOnes() {
    fail(
        CallKind.READ, () -> attempts.get() < 20
            ? HttpErrors.ofStatus("ask", 429, null, null)
            : HttpErrors.ofStatus("ask", 500, null, null));
    assertThat(attempts).hasValue(25);
  }

  @Test
  void doesNotRetryWhenTheServerAsksForALongWait() {
    fail(CallKind.READ, HttpErrors.ofStatus("ask", 503, null, Duration.ofHours(1)));
    assertThat(attempts).hasValue(1);
  }

  @Test
  void doesNotRetryRefusedRequests() {
    for (int status : new int[] {301, 400, 401, 403, 404, 413, 501}) {
      attempts.set(0);
      fail(CallKind.READ, HttpErrors.ofStatus("ask", status, null, null));
      assertThat(attempts).as("attempts after %s", status).hasValue(1);
    }
  }

  @Test
  void retriesAnUnknownOutcomeOnlyIfTheRequestIsIdempotent() {
    RequestFailedException broken = HttpErrors.connectionBroken("ask", new IOException("reset"));
    fail(CallKind.CONDITIONAL_WRITE, broken);
    assertThat(attempts).hasValue(1);
    fail(CallKind.READ, broken);
    assertThat(attempts).hasValue(7);
  }

  @Test
  void retriesAConditionalWriteThatWasNotCarriedOut() {
    fail(CallKind.CONDITIONAL_WRITE, HttpErrors.ofStatus("ask", 503, null, null));
    assertThat(attempts).hasValue(6);
  }

  @Test
  void makesFewAttemptsToConnect() {
    fail(
        CallKind.CONDITIONAL_WRITE,
        HttpErrors.unreachable("ask", "here", new IOException("refused")));
    assertThat(attempts).hasValue(3);
  }

  @Test
  void reportsThatAnEarlierAttemptMayHaveHappened() {
    RequestFailedException failure =
        catchThrowableOfType(
            RequestFailedException.class,
            () -> retrier.call(
                CallKind.READ, () -> {
                  throw attempts.incrementAndGet() == 1
                      ? HttpErrors.connectionBroken("ask", new IOException("reset"))
                      : HttpErrors.ofStatus("ask", 403, "no session", null);
                }));
    assertThat(failure.status()).hasValue(403);
    assertThat(failure.mayHaveHappened()).isTrue();
    assertThat(failure).hasMessage("cannot ask: the server answered 403: no session");
  }

  private void fail(CallKind kind, RequestFailedException failure) {
    fail(kind, () -> failure);
  }

  private void fail(CallKind kind, Supplier<RequestFailedException> failure) {
    assertThatThrownBy(
        () -> retrier.call(
            kind, () -> {
              attempts.incrementAndGet();
              throw failure.get();
            }))
        .isInstanceOf(RequestFailedException.class);
  }
}
