package io.gypsum.server.lock;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Lets concurrent readers of one value share reads. Each reader receives the result of a read that began after its call, as
 * if it had read the value itself; a reader that arrives while a read is running shares the next one. Failures are shared
 * like results. A reader that waits longer than {@code maxWait}, because a read hangs, reads the value itself. Thread-safe.
 */
final class SharedRead<T> {
  /** Many times the duration of a read. */
  static final Duration MAX_WAIT = Duration.ofSeconds(2);

  private final Duration maxWait;
  private final AtomicLong begun = new AtomicLong();
  /** Fair, so that readers whose result is available are not held up by later ones. */
  private final ReentrantLock turn = new ReentrantLock(true);
  private @Nullable ReadResult<T> last;

  /** The outcome of the read with this number, counted from 1: either a value or a failure. */
  private record ReadResult<T>(long number, @Nullable T value, @Nullable RuntimeException failure) {
    T get() {
      if (value == null) {
        throw failure;
      }
      return value;
    }
  }

  SharedRead(Duration maxWait) {
    this.maxWait = maxWait;
  }

  T get(Supplier<T> read) {
    long begunBefore = begun.get();
    if (!acquireTurn()) {
      return read.get();
    }
    try {
      ReadResult<T> result = last;
      if (result == null || result.number() <= begunBefore) {
        result = run(read);
        last = result;
      }
      return result.get();
    } finally {
      turn.unlock();
    }
  }

  private boolean acquireTurn() {
    try {
      return turn.tryLock(maxWait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      // The read decides how to react to the interrupt.
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private ReadResult<T> run(Supplier<T> read) {
    long number = begun.incrementAndGet();
    try {
      return new ReadResult<>(number, read.get(), null);
    } catch (RuntimeException e) {
      return new ReadResult<>(number, null, e);
    }
  }
}
