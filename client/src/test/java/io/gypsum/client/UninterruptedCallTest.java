package io.gypsum.client;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class UninterruptedCallTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  @AfterEach
  void clearInterrupt() {
    Thread.interrupted();
  }

  @Test
  void anInterruptDoesNotEndTheCallWithinTheGracePeriod() {
    CountDownLatch started = new CountDownLatch(1);
    Thread caller = Thread.currentThread();

    int result = UninterruptedCall.run(LONG, () -> {
      caller.interrupt();
      started.countDown();
      return 1;
    });

    assertThat(result).isEqualTo(1);
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
  }

  @Test
  void aThreadThatIsAlreadyInterruptedCanCall() {
    Thread.currentThread().interrupt();

    assertThat(UninterruptedCall.run(LONG, () -> Thread.currentThread().isInterrupted()))
        .isFalse();
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
  }

  @Test
  void aCallThatDoesNotEndIsInterruptedAfterTheGracePeriod() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> UninterruptedCall.run(Duration.ZERO, () -> {
      try {
        new CountDownLatch(1).await();
        return 1;
      } catch (InterruptedException e) {
        throw new IllegalStateException("the call was interrupted", e);
      }
    })).isInstanceOf(IllegalStateException.class).hasMessage("the call was interrupted");

    assertThat(Thread.currentThread().isInterrupted()).isTrue();
  }

  @Test
  void aFailureIsThrownAsItIs() {
    IllegalArgumentException failure = new IllegalArgumentException("as it is");

    assertThatThrownBy(() -> UninterruptedCall.run(LONG, () -> {
      throw failure;
    })).isSameAs(failure);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }
}
