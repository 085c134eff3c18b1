package io.gypsum.store.disk;

/** What {@link Thread} lacks. */
final class Threads {
  private Threads() {}

  /** Waits for a thread that is about to end; an interrupt meanwhile is kept for later. */
  static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
