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
    queue.addLater(0, () -> {
      second.await();
      return Optional.of(finding(1));
    });
    queue.addLater(0, () -> {
      second.countDown();
      return Optional.empty();
    });
    queue.add(finding(2));
    queue.addLater(0, () -> Optional.of(finding(3)));
    queue.flush();
    queue.end();
    assertThat(reported()).containsExactly("k1", "k2", "k3");
  }

  /** The number of checks in each task, in the order in which the tasks were started. */
  private static List<Integer> groupSizes(int checks, long bytesOfEach) {
    AtomicInteger running = new AtomicInteger();
    List<Integer> sizes = new ArrayList<>();
    FindingQueue queue = new FindingQueue(task -> {
      running.set(0);
      task.run();
      sizes.add(running.get());
    }, CONCURRENCY);
    for (int i = 0; i < checks; i++) {
      queue.addLater(bytesOfEach, () -> {
        running.incrementAndGet();
        return Optional.empty();
      });
    }
    queue.flush();
    return sizes;
  }

  @Test
  void firstChecksRunAloneAndLaterOnesInGroups() {
    int alone = FindingQueue.GROUPS_AHEAD_PER_THREAD * CONCURRENCY;
    assertThat(groupSizes(alone, 4096)).hasSize(alone).containsOnly(1);
    List<Integer> many = groupSizes(10_000, 4096);
    assertThat(many.stream().mapToInt(Integer::intValue).sum()).isEqualTo(10_000);
    assertThat(many).startsWith(1).contains(FindingQueue.MAX_GROUP);
    assertThat(many)
        .allSatisfy(size -> assertThat(size).isLessThanOrEqualTo(FindingQueue.MAX_GROUP));
    assertThat(many.size()).isLessThan(10_000 / FindingQueue.MAX_GROUP + 200);
  }

  @Test
  void aGroupReadsABoundedNumberOfBytes() {
    long half = FindingQueue.MAX_GROUP_BYTES / 2;
    assertThat(groupSizes(1000, half)).contains(2)
        .allSatisfy(size -> assertThat(size).isLessThanOrEqualTo(2));
    assertThat(groupSizes(1000, half + 1)).containsOnly(1);
    assertThat(groupSizes(1000, FindingQueue.MAX_GROUP_BYTES + 1)).containsOnly(1);
  }

  @Test
  void aFindingIsReportedAfterTheChecksThatWereAddedBefore() {
    for (int i = 0; i < 100; i++) {
      int number = i;
      queue.addLater(4096, () -> Optional.of(finding(number)));
      if (i % 10 == 9) {
        queue.add(finding(1000 + i));
      }
    }
    queue.flush();
    queue.end();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      expected.add("k" + i);
      if (i % 10 == 9) {
        expected.add("k" + (1000 + i));
      }
    }
    assertThat(reported()).isEqualTo(expected);
  }

  @Test
  void aCheckThatIsAheadWaitsUntilItsFindingsAreReported() throws InterruptedException {
    int total = 1000;
    int ahead = FindingQueue.MAX_UNREPORTED + FindingQueue.GROUPS_AHEAD_PER_THREAD * CONCURRENCY;
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
