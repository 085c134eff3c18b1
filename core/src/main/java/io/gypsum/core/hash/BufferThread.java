package io.gypsum.core.hash;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

import io.gypsum.core.Tasks;

/**
 * Does one thing with buffers, in a thread of its own and in the order in which they are added. Not
 * thread-safe: additions and the end come one after the other.
 */
public final class BufferThread implements AutoCloseable {
  private final Task task;
  private final BlockingQueue<Filled> waiting;
  private final Thread thread;
  private boolean closed;

  /** What is done with each. */
  @FunctionalInterface
  public interface Task {
    /** Must not throw: what fails is told in some other way. */
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

  /** @param buffer belongs to the thread from now on; {@code length} bytes of it are filled */
  public void add(byte[] buffer, int length) {
    waiting.add(new Filled(buffer, length));
  }

  /** Waits until all is done, even when interrupted; the interrupt is kept. Closing again does nothing. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      waiting.add(Filled.END);
      Tasks.join(thread);
    }
  }

  private void takeAll() {
    try {
      for (Filled next = waiting.take(); next != Filled.END; next = waiting.take()) {
        task.take(next.buffer, next.length);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
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
