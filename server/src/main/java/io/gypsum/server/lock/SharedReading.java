package io.gypsum.server.lock;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Reads of one thing that many want at once. Each gets what was read, whole, after it asked, as if it had read itself; who
 * asked while another read went on shares the next one. Failures are shared alike. Who has waited for its turn too long,
 * since a read hangs, reads by itself. Thread-safe.
 */
final class SharedReading<T> {
  /** Many times what a read takes. */
  static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Duration patience;
  private final AtomicLong begun = new AtomicLong();
  /** Fair: whoever waits for what has been read already is not kept by those who come later. */
  private final ReentrantLock turn = new ReentrantLock(true);
  private @Nullable Reading<T> last;

  /** What the read with this number, counted from 1, gave or failed with. */
  private record Reading<T>(long number, @Nullable T value, @Nullable RuntimeException failure) {
    T get() {
      if (value == null) {
        throw failure;
      }
      return value;
    }
  }

  SharedReading(Duration patience) {
    this.patience = patience;
  }

  T get(Supplier<T> read) {
    long asked = begun.get();
    if (!hasTurn()) {
      return read.get();
    }
    try {
      Reading<T> found = last;
      if (found == null || found.number() <= asked) {
        found = read(read);
        last = found;
      }
      return found.get();
    } finally {
      turn.unlock();
    }
  }

  private boolean hasTurn() {
    try {
      return turn.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      // What the read makes of that is for the read to say.
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Reading<T> read(Supplier<T> read) {
    long number = begun.incrementAndGet();
    try {
      return new Reading<>(number, read.get(), null);
    } catch (RuntimeException e) {
      return new Reading<>(number, null, e);
    }
  }
}
