package io.gypsum.core.hash;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(60)
class BufferThreadTest {
  @Test
  void buffersComeInTheirOrderAndAllBeforeTheEnd() {
    List<Integer> seen = new CopyOnWriteArrayList<>();
    try (BufferThread thread = new BufferThread("test", 3, (buffer, length) -> seen.add(length))) {
      for (int i = 0; i < 3; i++) {
        thread.add(new byte[0], i);
      }
    }
    assertThat(seen).containsExactly(0, 1, 2);
  }

  /** Or else what was not done would count as done. */
  @Test
  void whatTheTaskThrowsIsToldAtTheEndAndTheOthersComeAllTheSame() {
    List<Integer> seen = new CopyOnWriteArrayList<>();
    BufferThread thread =
        new BufferThread(
            "test", 3, (buffer, length) -> {
              seen.add(length);
              if (length == 0) {
                throw new IllegalArgumentException("no memory");
              }
            });
    thread.add(new byte[0], 0);
    assertThatThrownBy(
        () -> {
          thread.add(new byte[0], 1);
          thread.close();
        })
        .isInstanceOf(IllegalStateException.class)
        .hasRootCauseMessage("no memory");
    assertThatThrownBy(thread::close).hasRootCauseMessage("no memory");
    assertThatThrownBy(() -> thread.add(new byte[0], 2)).hasRootCauseMessage("no memory");
    assertThat(seen).first().isEqualTo(0);
    assertThat(seen).doesNotContain(2);
  }
}
