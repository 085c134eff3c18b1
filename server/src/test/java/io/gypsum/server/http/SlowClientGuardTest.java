package io.gypsum.server.http;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import io.gypsum.server.http.SlowClientGuard.SlowClientException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SlowClientGuardTest {
  private final AtomicLong now = new AtomicLong();
  private final SlowClientGuard guard =
      new SlowClientGuard(1000, Duration.ofSeconds(30).toNanos(), now::get);

  @Test
  void aClientAtTheMinimumRateContinues() throws SlowClientException {
    for (int i = 0; i < 300; i++) {
      move(Duration.ofSeconds(1), 1000);
    }
  }

  @Test
  void aClientBelowTheMinimumRateFailsAfterTheGracePeriod() throws SlowClientException {
    for (int i = 0; i < 29; i++) {
      move(Duration.ofSeconds(1), 999);
    }
    assertThatThrownBy(() -> move(Duration.ofSeconds(1), 999))
        .isInstanceOf(SlowClientException.class);
  }

  @Test
  void anEarlyBurstDoesNotCompensateForLaterPeriods() throws SlowClientException {
    move(Duration.ofSeconds(30), 100_000_000);
    assertThatThrownBy(() -> move(Duration.ofSeconds(30), 10))
        .isInstanceOf(SlowClientException.class);
  }

  @Test
  void timeSpentByTheServerIsNotCounted() throws SlowClientException {
    for (int i = 0; i < 100; i++) {
      now.addAndGet(Duration.ofHours(1).toNanos());
      move(Duration.ofMillis(1), 1);
    }
  }

  @Test
  void aTransferWithADeadlineFailsWhateverItsRate() throws SlowClientException {
    SlowClientGuard deadline =
        SlowClientGuard.withDeadline(Duration.ofSeconds(30).toNanos(), now::get);
    deadline.waitStarts();
    now.addAndGet(Duration.ofSeconds(30).toNanos() - 1);
    deadline.waitEnds(1_000_000_000);
    assertThat(deadline.maxWaitNanos()).isEqualTo(1);
    deadline.waitStarts();
    now.addAndGet(1);
    assertThatThrownBy(() -> deadline.waitEnds(1_000_000_000))
        .isInstanceOf(SlowClientException.class);
  }

  @Test
  void aClientThatHasNotReachedTheMinimumMayWaitUntilTheGracePeriodEnds()
      throws SlowClientException {
    assertThat(guard.maxWaitNanos()).isEqualTo(Duration.ofSeconds(30).toNanos());
    move(Duration.ofSeconds(10), 29_999);
    assertThat(guard.maxWaitNanos()).isEqualTo(Duration.ofSeconds(20).toNanos());
    move(Duration.ofSeconds(1), 1);
    assertThat(guard.maxWaitNanos()).as("only the idle timeout applies").isEqualTo(Long.MAX_VALUE);
  }

  private void move(Duration waited, long bytes) throws SlowClientException {
    guard.waitStarts();
    now.addAndGet(waited.toNanos());
    guard.waitEnds(bytes);
  }
}
