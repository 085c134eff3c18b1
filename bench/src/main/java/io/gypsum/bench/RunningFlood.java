package io.gypsum.bench;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The anonymous clients of one or several floods. Closing ends them. */
final class RunningFlood implements AutoCloseable {
  private final List<Stranger> strangers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final Stranger.Counts counts = new Stranger.Counts();

  private RunningFlood() {}

  static RunningFlood start(URI server, Collection<Flood> floods) throws IOException {
    RunningFlood running = new RunningFlood();
    for (Flood flood : floods) {
      for (int i = 0; i < flood.strangers(); i++) {
        running.add(new Stranger(server, running.strangers.size(), running.counts), flood);
      }
    }
    return running;
  }

  private void add(Stranger stranger, Flood flood) {
    strangers.add(stranger);
    threads.add(Thread.ofVirtual().start(() -> {
      while (!stranger.isClosed()) {
        try {
          flood.run(stranger);
        } catch (IOException e) {
          // The server closed the connection; the stranger opens another one.
          counts.refused().incrementAndGet();
          pause();
        } catch (InterruptedException e) {
          return;
        }
      }
    }));
  }

  private static void pause() {
    try {
      Pause.millis(100);
    } catch (IOException e) {
      // Interrupted; the stranger is closed.
    }
  }

  Stranger.Counts counts() {
    return counts;
  }

  @Override
  public void close() throws IOException {
    for (Stranger stranger : strangers) {
      stranger.close();
    }
    for (Thread thread : threads) {
      thread.interrupt();
    }
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
