package io.gypsum.client.http;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

import io.gypsum.client.failure.RequestFailedException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class RetriesTest {
  private final List<Duration> waits = new ArrayList<>();
  private final Retries retries = new Retries(waits::add, new Random(1));
  private final AtomicInteger attempts = new AtomicInteger();

  @Test
  void waitsLongerEachTimeAndGivesUp() {
    fail(Repeat.ALWAYS, HttpErrors.ofStatus("ask", 500, null, null));
    assertThat(attempts).hasValue(6);
    assertThat(waits).hasSize(5);
    for (int i = 0; i < waits.size(); i++) {
      assertThat(waits.get(i).toMillis()).isBetween(250L << i, 500L << i);
    }
  }

  @Test
  void neverWaitsLessThanTheServerAsks() {
    fail(Repeat.ALWAYS, HttpErrors.ofStatus("ask", 429, null, Duration.ofSeconds(7)));
    assertThat(waits).hasSize(5)
        .allSatisfy(
            wait -> assertThat(wait).isGreaterThan(
                Duration.ofSeconds(7)));
  }

  @Test
  void givesUpAtOnceWhenTheServerAsksForTooLong() {
    fail(Repeat.ALWAYS, HttpErrors.ofStatus("ask", 503, null, Duration.ofHours(1)));
    assertThat(attempts).hasValue(1);
  }

  @Test
  void doesNotRepeatWhatTheServerRefuses() {
    for (int status : new int[] {301, 400, 401, 403, 404, 413, 501}) {
      attempts.set(0);
      fail(Repeat.ALWAYS, HttpErrors.ofStatus("ask", status, null, null));
      assertThat(attempts).as("attempts after %s", status).hasValue(1);
    }
  }

  @Test
  void doesNotRepeatWhatMayHaveHappenedUnlessThatIsHarmless() {
    RequestFailedException broken = HttpErrors.connectionBroken("ask", new IOException("reset"));
    fail(Repeat.IF_NOT_DONE, broken);
    assertThat(attempts).hasValue(1);
    fail(Repeat.ALWAYS, broken);
    assertThat(attempts).hasValue(7);
  }

  @Test
  void repeatsWhatSurelyDidNotHappen() {
    fail(Repeat.IF_NOT_DONE, HttpErrors.ofStatus("ask", 503, null, null));
    assertThat(attempts).hasValue(6);
  }

  @Test
  void givesUpSoonWhereNobodyAnswers() {
    fail(
        Repeat.IF_NOT_DONE,
        HttpErrors.unreachable("ask", "here", new IOException("refused")));
    assertThat(attempts).hasValue(3);
  }

  @Test
  void remembersThatAnEarlierAttemptMayHaveHappened() {
    RequestFailedException failure =
        catchThrowableOfType(
            RequestFailedException.class,
            () -> retries.run(
                Repeat.ALWAYS, () -> {
                  throw attempts.incrementAndGet() == 1
                      ? HttpErrors.connectionBroken("ask", new IOException("reset"))
                      : HttpErrors.ofStatus("ask", 403, "no session", null);
                }));
    assertThat(failure.status()).hasValue(403);
    assertThat(failure.mayHaveHappened()).isTrue();
    assertThat(failure).hasMessage("cannot ask: the server answered 403: no session");
  }

  private void fail(Repeat repeat, RequestFailedException failure) {
    assertThatThrownBy(
        () -> retries.run(
            repeat, () -> {
              attempts.incrementAndGet();
              throw failure;
            }))
        .isInstanceOf(RequestFailedException.class);
  }
}
