package io.gypsum.core.concurrent;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;

import io.gypsum.core.GypsumException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ThreadsTest {
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
  void awaitThrowsWhatTheTaskThrew() {
    for (Throwable failure : new Throwable[] {
        GypsumException.invalid("no"), new AssertionError("no")}) {
      assertThatThrownBy(() -> Threads.await(failing(failure), IllegalStateException::new))
          .isSameAs(failure);
    }
    Exception checked = new Exception("no");
    assertThatThrownBy(() -> Threads.await(failing(checked), IllegalStateException::new))
        .isInstanceOf(IllegalStateException.class)
        .hasCause(checked);
  }

  @Test
  void anInterruptEndsAwaitAndStaysSet() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(
        () -> Threads.await(new CompletableFuture<>(), UnsupportedOperationException::new))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void poolThreadsAreNamedDaemons() {
    ExecutorService threads = Threads.daemonPool(2, "some name");
    assertThat(
        Threads.await(
            threads.submit(
                () -> Thread.currentThread().isDaemon()
                    && Thread.currentThread().getName().equals("some name")),
            IllegalStateException::new))
        .isTrue();
    threads.shutdownNow();
  }

  @Test
  void stopInterruptsTasksAndWaitsForTheirEnd() throws InterruptedException {
    ExecutorService threads = Threads.daemonPool(1, "test");
    CountDownLatch started = new CountDownLatch(1);
    AtomicBoolean interrupted = new AtomicBoolean();
    threads.execute(() -> {
      started.countDown();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        interrupted.set(true);
      }
    });
    started.await();
    Thread.currentThread().interrupt();
    Threads.stop(threads);
    assertThat(interrupted).as("the task was interrupted and has ended").isTrue();
    assertThat(threads.isTerminated()).isTrue();
    assertThat(Thread.interrupted()).as("interrupt status of the caller").isTrue();
  }

  @Test
  void joinWaitsForTheThreadInSpiteOfAnInterrupt() {
    AtomicBoolean ended = new AtomicBoolean();
    Thread thread = new Thread(() -> ended.set(true));
    Thread.currentThread().interrupt();
    thread.start();
    Threads.join(thread);
    assertThat(ended).isTrue();
    assertThat(Thread.interrupted()).isTrue();
  }
}
