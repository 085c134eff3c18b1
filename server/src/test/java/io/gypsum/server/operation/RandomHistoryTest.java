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
 * Sends thousands of valid and invalid requests of many users to two servers on one store. Each result must equal that of the model; periodically, the whole bucket must equal that of the model.
 */
class RandomHistoryTest {
  private static final int OPERATIONS = 10_000;
  private static final int OPERATIONS_BETWEEN_COMPARISONS = 250;

  @Test
  void serversOnAMemoryStoreBehaveLikeTheModel() {
    long seed = seed();
    try (Store store = new MemoryStore()) {
      new History(store, seed).run();
    }
  }

  @Test
  void serversOnADiskStoreBehaveLikeTheModel(
      @TempDir(factory = FastDirectory.class) Path directory) {
    long seed = seed();
    try (Store store = DiskStore.open(directory)) {
      new History(store, seed).run();
    }
  }

  /** Returns the random seed. A failure message contains it; set system property {@code history.seed} to repeat the history. */
  private static long seed() {
    return Long.getLong("history.seed", new Random().nextLong());
  }

  private static final class History {
    private final ServersAndModel servers;
    private final RandomChoices choices;
    private final RandomUploadRequests uploads;
    private final RandomProjectRequests projects;

    History(Store store, long seed) {
      Random random = new Random(seed);
      servers = new ServersAndModel(store, random, seed);
      choices = new RandomChoices(random, servers.model, servers.clock);
      uploads = new RandomUploadRequests(servers, choices);
      projects = new RandomProjectRequests(servers, choices);
    }

    void run() {
      for (int i = 1; i <= OPERATIONS; i++) {
        servers.model.at(servers.clock.instant());
        step();
        if (i % OPERATIONS_BETWEEN_COMPARISONS == 0) {
          servers.compareBuckets(i);
        }
        servers.clock.advance(choices.someTime());
      }
      servers.assertManyOfEachKind();
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
        uploads.completeOrAbortAnyUpload();
      } else if (dice < 830) {
        projects.approveOrReject();
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
