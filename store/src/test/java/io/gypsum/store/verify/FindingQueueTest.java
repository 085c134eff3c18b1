package io.gypsum.store.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

import io.gypsum.core.concurrent.Threads;
import io.gypsum.core.name.Key;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class FindingQueueTest {
  private static final int CONCURRENCY = 2;

  private final ExecutorService threads = Threads.daemonPool(CONCURRENCY, "test file checks");
  private final FindingQueue queue = new FindingQueue(threads, CONCURRENCY);

  @AfterEach
  void stop() {
    Threads.stop(threads);
  }

  private static Finding finding(int number) {
    return Finding.of(FindingKind.MISSING_FILE, new Key("k" + number), "a file", "nothing");
  }

  private List<String> reported() {
    List<String> keys = new ArrayList<>();
    queue.forEach(finding -> keys.add(finding.key()));
    return keys;
  }

  @Test
  void findingsAreReportedInTheOrderInWhichTheyWereAdded() {
    CountDownLatch second = new CountDownLatch(1);
    queue.addLater(() -> {
      second.await();
      return Optional.of(finding(1));
    });
    queue.addLater(() -> {
      second.countDown();
      return Optional.empty();
    });
    queue.add(finding(2));
    queue.addLater(() -> Optional.of(finding(3)));
    queue.flush();
    queue.end();
    assertThat(reported()).containsExactly("k1", "k2", "k3");
  }

  @Test
  void aCheckThatIsAheadWaitsUntilItsFindingsAreReported() throws InterruptedException {
    int total = 1000;
    int ahead = FindingQueue.MAX_UNREPORTED + 4 * CONCURRENCY;
    AtomicInteger added = new AtomicInteger();
    Thread checking = new Thread(() -> {
      for (int i = 0; i < total; i++) {
        queue.add(finding(i));
        added.incrementAndGet();
      }
      queue.flush();
      queue.end();
    });
    checking.start();
    while (checking.getState() != Thread.State.WAITING) {
      Thread.sleep(1);
    }
    assertThat(added).hasValue(ahead);
    assertThat(reported()).hasSize(total).startsWith("k0", "k1").endsWith("k998", "k999");
    checking.join();
  }
}
