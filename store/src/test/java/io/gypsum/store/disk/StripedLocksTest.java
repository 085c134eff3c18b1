package io.gypsum.store.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import io.gypsum.core.name.Key;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class StripedLocksTest {
  private static final int MAX_KEYS = 5;
  private static final List<Key> KEYS =
      IntStream.range(0, 1000).mapToObj(number -> new Key("project/asset/" + number)).toList();

  @Test
  void everyKeyIsInOneBoundedList() {
    List<List<Key>> lists = StripedLocks.withSameLock(KEYS, MAX_KEYS);
    assertThat(lists.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(KEYS);
    assertThat(lists).allSatisfy(list -> assertThat(list).hasSizeBetween(1, MAX_KEYS));
    assertThat(lists).anySatisfy(list -> assertThat(list).hasSize(MAX_KEYS));
  }

  @Test
  void aKeyThatIsGivenTwiceIsInTheListsTwice() {
    Key key = KEYS.get(0);
    assertThat(StripedLocks.withSameLock(Collections.nCopies(MAX_KEYS + 1, key), MAX_KEYS))
        .containsExactly(Collections.nCopies(MAX_KEYS, key), List.of(key));
  }

  @Test
  void theLockOfTheFirstKeyOfAListIsTheLockOfTheOthers(@TempDir Path directory)
      throws IOException, InterruptedException {
    StripedLocks locks = StripedLocks.attach(directory);
    for (List<Key> list : StripedLocks.withSameLock(KEYS.subList(0, 200), MAX_KEYS)) {
      List<Thread> waiting = new ArrayList<>();
      CountDownLatch done = new CountDownLatch(list.size());
      try (StripedLocks.Held held = locks.acquire(list.get(0))) {
        for (Key key : list) {
          Thread thread = new Thread(() -> acquireAndRelease(locks, key, done));
          thread.start();
          waiting.add(thread);
        }
        for (Thread thread : waiting) {
          while (thread.getState() != Thread.State.WAITING) {
            thread.join(1);
          }
        }
      }
      done.await();
    }
    locks.detach();
  }

  private static void acquireAndRelease(StripedLocks locks, Key key, CountDownLatch done) {
    try (StripedLocks.Held held = locks.acquire(key)) {
      done.countDown();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
