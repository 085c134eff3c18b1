package io.gypsum.core;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TasksTest {
  private static FutureTask<String> failing(Throwable failure) {
    FutureTask<String> task = new FutureTask<>(() -> {
      if (failure instanceof Error error) {
        throw error;
      }
      throw (Exception) failure;
    });
    task.run();
    return task;
  }

  @Test
  void whatATaskThrowsIsThrownAsItIs() {
    for (Throwable failure : new Throwable[] {
        GypsumException.invalid("no"), new AssertionError("no")}) {
      assertThatThrownBy(() -> Tasks.await(failing(failure), IllegalStateException::new))
          .isSameAs(failure);
    }
    Exception checked = new Exception("no");
    assertThatThrownBy(() -> Tasks.await(failing(checked), IllegalStateException::new))
        .isInstanceOf(IllegalStateException.class)
        .hasCause(checked);
  }

  @Test
  void anInterruptEndsTheWaitingAndStays() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(
        () -> Tasks.await(new CompletableFuture<>(), e -> new UnsupportedOperationException(e)))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void threadsKeepNoProgramFromEnding() {
    ExecutorService threads = Tasks.daemons(2, "some name");
    assertThat(
        Tasks.await(
            threads.submit(
                () -> Thread.currentThread().isDaemon()
                    && Thread.currentThread().getName().equals("some name")),
            IllegalStateException::new))
        .isTrue();
    threads.shutdownNow();
  }
}
