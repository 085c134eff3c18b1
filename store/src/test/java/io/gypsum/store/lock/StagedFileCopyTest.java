package io.gypsum.store.lock;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Md5;
import io.gypsum.core.document.Step;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.name.UserPath;
import io.gypsum.store.Content;
import io.gypsum.store.ForwardingStore;
import io.gypsum.store.PutCondition;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Which staged files are copied at the same time, and which one after the other. */
class StagedFileCopyTest {
  private static final AssetVersion VERSION = AssetVersion.of("p", "a", "v");
  private static final Prefix STAGING = BucketLayout.staging(VERSION.project(), "session");
  private static final int THREADS = LeasedWrites.MAX_CONCURRENT;

  private final FirstCopies store = new FirstCopies();

  /** The first copies of all threads wait for each other. */
  private static final class FirstCopies extends ForwardingStore {
    final Queue<Key> first = new ConcurrentLinkedQueue<>();
    private final AtomicInteger started = new AtomicInteger();
    private final CountDownLatch all = new CountDownLatch(THREADS);

    FirstCopies() {
      super(new MemoryStore());
    }

    @Override
    public boolean copy(Key from, Key to) {
      if (started.incrementAndGet() <= THREADS) {
        first.add(to);
        all.countDown();
        try {
          assertThat(all.await(30, TimeUnit.SECONDS)).as("all threads copy").isTrue();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      return super.copy(from, to);
    }
  }

  private static UserPath path(int number) {
    return new UserPath(String.valueOf(number));
  }

  private Manifest stage(int files, long sizeBytes) {
    Map<UserPath, ManifestEntry> entries = new LinkedHashMap<>();
    for (int i = 0; i < files; i++) {
      ManifestEntry entry = new ManifestEntry(sizeBytes, new Md5(1, i), null);
      entries.put(path(i), entry);
      store.put(entry.stagedAt(STAGING), Content.of("content " + i), PutCondition.CREATE);
    }
    return new Manifest(entries);
  }

  private void copy(Manifest manifest) {
    new StagedFileCopy(store, sizeBytes -> {}).run(new Step.CopyStaged(VERSION, STAGING), manifest);
  }

  @ParameterizedTest
  @CsvSource({
      "127, 1, 1", "128, 1, 2", "1919, 1, 15", "1920, 1, 16", "4096, 1, 16", "4096, 65536, 16",
      "4096, 65537, 15", "256, 524288, 2", "256, 524289, 1", "256, 1048577, 1"})
  void aThreadCopiesSeveralSmallFilesIfThereAreManyForEach(int files, long sizeBytes, int inGroup) {
    copy(stage(files, sizeBytes));
    List<Key> expected =
        IntStream.range(0, THREADS)
            .mapToObj(i -> BucketLayout.file(VERSION, path(i * inGroup)))
            .toList();
    assertThat(store.first).containsExactlyInAnyOrderElementsOf(expected);
    for (int i = 0; i < files; i++) {
      assertThat(store.head(BucketLayout.file(VERSION, path(i)))).as("file %d", i).isPresent();
    }
  }

  @Test
  void nothingIsCopiedWithoutFiles() {
    copy(new Manifest(Map.of()));
    assertThat(store.first).isEmpty();
  }
}
