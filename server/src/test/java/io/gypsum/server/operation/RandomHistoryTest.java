package io.gypsum.server.operation;

import java.nio.file.Path;
import java.util.Random;

import io.gypsum.server.testing.FastDirectory;
import io.gypsum.store.Store;
import io.gypsum.store.disk.DiskStore;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Thousands of requests by many users, right and wrong ones, to two servers over one store: each must be answered as the
 * model answers, and now and then the whole bucket must be what the model says it is.
 */
class RandomHistoryTest {
  private static final int OPERATIONS = 10_000;
  private static final int OPERATIONS_BETWEEN_LOOKS = 250;

  @Test
  void aMemoryStoreAnswersAsTheModel() {
    long seed = seed();
    try (Store store = new MemoryStore()) {
      new History(store, seed).run();
    }
  }

  @Test
  void aDiskStoreAnswersAsTheModel(@TempDir(factory = FastDirectory.class) Path directory) {
    long seed = seed();
    try (Store store = DiskStore.open(directory)) {
      new History(store, seed).run();
    }
  }

  /** A failure names it; give it as system property {@code history.seed} to see the same again. */
  private static long seed() {
    return Long.getLong("history.seed", new Random().nextLong());
  }

  private static final class History {
    private final ServersAndModel twins;
    private final RandomChoices choices;
    private final RandomUploadRequests uploads;
    private final RandomProjectRequests projects;

    History(Store store, long seed) {
      Random random = new Random(seed);
      twins = new ServersAndModel(store, random, seed);
      choices = new RandomChoices(random, twins.model, twins.clock);
      uploads = new RandomUploadRequests(twins, choices);
      projects = new RandomProjectRequests(twins, choices);
    }

    void run() {
      for (int i = 1; i <= OPERATIONS; i++) {
        twins.model.at(twins.clock.instant());
        step();
        if (i % OPERATIONS_BETWEEN_LOOKS == 0) {
          twins.compareBuckets(i);
        }
        twins.clock.advance(choices.someTime());
      }
      twins.assertManyOfEachKind();
    }

    private void step() {
      int dice = choices.random.nextInt(1000);
      if (dice < 120) {
        uploads.start();
      } else if (dice < 500) {
        uploads.sendMissing();
      } else if (dice < 620) {
        uploads.completeRunning();
      } else if (dice < 640) {
        uploads.abort();
      } else if (dice < 690) {
        uploads.presign();
      } else if (dice < 750) {
        uploads.receive();
      } else if (dice < 780) {
        uploads.completeSomehow();
      } else if (dice < 830) {
        projects.decide();
      } else if (dice < 875) {
        projects.remove();
      } else if (dice < 905) {
        projects.create();
      } else if (dice < 945) {
        projects.permissions();
      } else if (dice < 960) {
        projects.quota();
      } else if (dice < 980) {
        projects.refresh();
      } else if (dice < 985) {
        projects.unlock();
      } else {
        projects.maintain();
      }
    }
  }
}
