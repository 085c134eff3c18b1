package io.gypsum.server.lock;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.concurrent.Threads;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.Step;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.ListEntry;
import io.gypsum.store.Store;
import io.gypsum.store.StoreException;

/** Puts in their places the files that clients sent straight to the store. */
final class Arrivals {
  private static final int COPIES_AT_ONCE = 32;
  private static final long LOOK_AGAIN_SECONDS = 1;

  private final Store store;

  Arrivals(Store store) {
    this.store = store;
  }

  /** @param beforeEachWrite called from this thread, also now and then while big files are being copied */
  void take(Step.CopyStaged step, Manifest manifest, Runnable beforeEachWrite) {
    List<Copy> copies = wanted(step, manifest);
    for (int from = 0; from < copies.size(); from += COPIES_AT_ONCE) {
      beforeEachWrite.run();
      run(copies.subList(from, Math.min(copies.size(), from + COPIES_AT_ONCE)), beforeEachWrite);
    }
  }

  private record Copy(Key from, Key to) {}

  /**
   * Whatever arrived, even if something lies in its place: that can be what an earlier session sent, landed late and of
   * the same size. What is in place and did not arrive came through a server, which checked it.
   */
  private List<Copy> wanted(Step.CopyStaged step, Manifest manifest) {
    Set<String> arrived = names(store.listLevel(step.staging()));
    Set<String> there = names(store.list(BucketLayout.below(step.version())));
    List<Copy> copies = new ArrayList<>();
    manifest.files().forEach((path, entry) -> {
      Key place = BucketLayout.file(step.version(), path);
      Key arrival = entry.stagedAt(step.staging());
      if (!entry.isLink()
          && (arrived.contains(arrival.value()) || !there.contains(place.value()))) {
        copies.add(new Copy(arrival, place));
      }
    });
    return copies;
  }

  /** Closes the listing. */
  private static Set<String> names(Stream<? extends ListEntry> listing) {
    try (listing) {
      return listing.map(ListEntry::text).collect(Collectors.toSet());
    }
  }

  private void run(List<Copy> copies, Runnable beforeEachWrite) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (Copy copy : copies) {
        running.add(threads.submit(() -> run(copy)));
      }
      for (Future<?> one : running) {
        await(one, beforeEachWrite);
      }
    }
  }

  private void run(Copy copy) {
    if (!store.copy(copy.from(), copy.to())) {
      throw new GypsumException(
          GypsumException.Kind.CORRUPT,
          "'" + copy.to() + "' was sent and is gone: an administrator removes the version");
    }
  }

  private static void await(Future<?> copy, Runnable stillThere) {
    while (true) {
      try {
        copy.get(LOOK_AGAIN_SECONDS, TimeUnit.SECONDS);
        return;
      } catch (TimeoutException e) {
        stillThere.run();
      } catch (ExecutionException e) {
        throw Threads.failure(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StoreException(
            "copying was interrupted: ask again", CallOutcome.UNKNOWN, true, e);
      }
    }
  }
}
