package io.gypsum.server.status;

import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PacedCheckTest {
  private final AtomicLong nanos = new AtomicLong(-5);
  private int runs;
  private boolean fails;
  private final PacedCheck check = new PacedCheck(() -> {
    runs++;
    if (fails) {
      throw new IllegalStateException("run " + runs);
    }
  }, nanos::get);

  @Test
  void aSuccessIsRepeatedForTenSeconds() {
    check.run();
    nanos.addAndGet(PacedCheck.AFTER_SUCCESS.toNanos() - 1);
    fails = true;
    check.run();
    assertThat(runs).isEqualTo(1);
    nanos.addAndGet(1);
    assertThatThrownBy(check::run).hasMessage("run 2");
  }

  @Test
  void aFailureIsRepeatedForOneSecond() {
    fails = true;
    assertThatThrownBy(check::run).hasMessage("run 1");
    nanos.addAndGet(PacedCheck.AFTER_FAILURE.toNanos() - 1);
    fails = false;
    assertThatThrownBy(check::run).hasMessage("run 1");
    nanos.addAndGet(1);
    check.run();
    assertThat(runs).isEqualTo(2);
  }
}
