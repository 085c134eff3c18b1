package io.gypsum.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import io.gypsum.client.failure.RequestFailedException;
import org.junit.jupiter.api.Test;

import static io.gypsum.core.property.ForAll.forAll;
import static io.gypsum.core.property.Generators.integers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FileBatchesTest {
  private static final int SMALL = 1_000_000;
  private static final FileBatches.Sizes<Integer> SIZES =
      new FileBatches.Sizes<>(Integer::longValue, SMALL);

  @Test
  void eachFileIsInOneBatchAndEveryBatchIsWithinBounds() {
    forAll(integers(0, 2 * SMALL).list(0, 600), integers(1, 20), (files, concurrency) -> {
      List<Integer> all = new ArrayList<>();
      for (List<Integer> batch : FileBatches
          .split(files, concurrency, SIZES, FileBatches.Limits.DEFAULT)) {
        all.addAll(batch);
        assertThat(batch).isNotEmpty().hasSizeLessThanOrEqualTo(FileBatches.MAX_BATCH_FILES);
        if (batch.size() > 1) {
          assertThat(batch).allMatch(SIZES::isSmall);
          assertThat(batch.stream().mapToLong(file -> file).sum())
              .isLessThanOrEqualTo(FileBatches.MAX_BATCH_BYTES);
        }
      }
      assertThat(all).containsExactlyInAnyOrderElementsOf(files);
    });
  }

  private static List<Integer> files(int count) {
    return java.util.Collections.nCopies(count, 1);
  }

  private static List<Integer> sizes(int count, int concurrency) {
    return FileBatches.split(files(count), concurrency, SIZES, FileBatches.Limits.DEFAULT)
        .stream()
        .map(List::size)
        .toList();
  }

  @Test
  void fewFilesAreDownloadedOneByOne() {
    assertThat(sizes(15, 4)).hasSize(15).containsOnly(1);
    assertThat(sizes(16, 4)).containsExactly(5, 5, 5, 1);
  }

  @Test
  void thereAreBatchesForAllConnections() {
    assertThat(sizes(1_600, 16)).hasSizeGreaterThanOrEqualTo(15);
    assertThat(sizes(10_000, 16)).hasSize(40).containsOnly(250);
  }

  @Test
  void anInterruptOfTheCallerEndsTheDownload() {
    Thread caller = Thread.currentThread();
    CountDownLatch never = new CountDownLatch(1);
    assertThatThrownBy(
        () -> FileBatches.download("fetch", files(2), 2, SIZES, batch -> List.of(), file -> {
          caller.interrupt();
          try {
            never.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        }))
        .isInstanceOf(RequestFailedException.class)
        .hasMessage("cannot fetch: interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void filesMissingInTheResponseAreDownloadedOneByOne() {
    List<Integer> files = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      files.add(i);
    }
    files.add(2 * SMALL);
    List<Integer> together = new CopyOnWriteArrayList<>();
    List<Integer> alone = new CopyOnWriteArrayList<>();
    FileBatches.download("fetch", files, 4, SIZES, batch -> {
      List<Integer> odd = batch.stream().filter(file -> file % 2 == 1).toList();
      batch.stream().filter(file -> file % 2 == 0).forEach(together::add);
      return odd;
    }, alone::add);
    assertThat(together).hasSize(20);
    assertThat(alone).contains(2 * SMALL).hasSize(21);
    List<Integer> all = new ArrayList<>(together);
    all.addAll(alone);
    assertThat(all).containsExactlyInAnyOrderElementsOf(files);
  }
}
