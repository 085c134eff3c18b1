package io.gypsum.core.hash;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

import io.gypsum.core.concurrent.Threads;
import org.jspecify.annotations.Nullable;

/**
 * Does one thing with buffers, in a thread of its own and in the order in which they are added. Not
 * thread-safe: additions and the end come one after the other.
 */
public final class BufferThread implements AutoCloseable {
  private final Task task;
  private final BlockingQueue<Filled> waiting;
  private final Thread thread;
  private boolean closed;
  private volatile @Nullable Throwable failure;

  /** What is done with each. */
  @FunctionalInterface
  public interface Task {
    /** What this throws is nothing that it should, such as a lack of memory; the buffers after it come all the same. */
    void take(byte[] buffer, int length);
  }

  /**
   * Starts the thread, which keeps no program from ending.
   *
   * @param buffers how many there are; more than these never wait
   */
  public BufferThread(String name, int buffers, Task task) {
    this.task = task;
    this.waiting = new ArrayBlockingQueue<>(buffers + 1);
    this.thread = new Thread(this::takeAll, name);
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * @param buffer belongs to the thread from now on; {@code length} bytes of it are filled
   * @throws IllegalStateException when the task has thrown
   */
  public void add(byte[] buffer, int length) {
    requireNoFailure();
    waiting.add(new Filled(buffer, length));
  }

  /**
   * Waits until all is done, even when interrupted; the interrupt is kept.
   *
   * @throws IllegalStateException when the task has thrown
   */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      waiting.add(Filled.END);
      Threads.join(thread);
    }
    requireNoFailure();
  }

  private void requireNoFailure() {
    Throwable failed = failure;
    if (failed != null) {
      throw new IllegalStateException("'" + thread.getName() + "' failed", failed);
    }
  }

  private void takeAll() {
    try {
      for (Filled next = waiting.take(); next != Filled.END; next = waiting.take()) {
        take(next);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  private void take(Filled next) {
    try {
      task.take(next.buffer, next.length);
    } catch (RuntimeException | Error e) {
      failure = e;
    }
  }

  private static final class Filled {
    static final Filled END = new Filled(new byte[0], 0);

    private final byte[] buffer;
    private final int length;

    Filled(byte[] buffer, int length) {
      this.buffer = buffer;
      this.length = length;
    }
  }
}
