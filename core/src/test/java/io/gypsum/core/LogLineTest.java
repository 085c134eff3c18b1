package io.gypsum.core;

import java.io.IOException;
import java.io.UncheckedIOException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LogLineTest {
  @Test
  void containsTheReasonAndAllCausesInOneLine() {
    IOException disk = new IOException("/srv/x: No space left on device\nsecond line");
    GypsumException failure =
        new GypsumException(
            GypsumException.Kind.UNAVAILABLE, "cannot write 'k'", new UncheckedIOException(disk));
    assertThat(LogLine.of(failure))
        .startsWith("cannot write 'k'; caused by ")
        .contains("/srv/x: No space left on device")
        .containsOnlyOnce("No space left")
        .doesNotContain("\n");
  }

  @Test
  void endsForCausesWithoutEnd() {
    RuntimeException failure = new RuntimeException("start");
    for (int i = 0; i < 1000; i++) {
      failure = new RuntimeException("cause " + i + " " + "x".repeat(1000), failure);
    }
    assertThat(LogLine.of(failure).length()).isLessThan(3000);
  }
}
