package io.gypsum.store.lock;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.concurrent.Threads;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.Step;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.ListEntry;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.Store;
import io.gypsum.store.StoreException;

/** Copies the files that clients sent to the staging area into their version. */
final class StagedFileCopy {
  private static final int MAX_CONCURRENT_COPIES = 32;
  private static final long RENEW_INTERVAL_SECONDS = 1;

  private final Store store;

  StagedFileCopy(Store store) {
    this.store = store;
  }

  private record PlannedCopy(Key from, Key to) {}

  /**
   * @param beforeEachWrite called in this thread before each write, and every second while files are being copied;
   *     throws when the lock is no longer held
   */
  void run(Step.CopyStaged step, Manifest manifest, Runnable beforeEachWrite) {
    List<PlannedCopy> copies = copies(step, manifest);
    if (copies.isEmpty()) {
      return;
    }
    ExecutorService threads =
        Threads.daemonPool(Math.min(MAX_CONCURRENT_COPIES, copies.size()), "staged file copy");
    try {
      for (int from = 0; from < copies.size(); from += MAX_CONCURRENT_COPIES) {
        beforeEachWrite.run();
        int to = Math.min(copies.size(), from + MAX_CONCURRENT_COPIES);
        run(copies.subList(from, to), threads, beforeEachWrite);
      }
    } finally {
      awaitEnd(threads);
    }
  }

  /**
   * Returns the copies to make: of every file in the staging area, even if the version contains an object of that name,
   * which may have been sent late by an earlier session; and of every file that the version lacks. A file that is in the
   * version and not in the staging area was sent through a server, which checked it.
   */
  private List<PlannedCopy> copies(Step.CopyStaged step, Manifest manifest) {
    Set<String> staged = new HashSet<>();
    try (Stream<ListEntry> level = store.listLevel(step.staging())) {
      level.forEach(entry -> staged.add(entry.text()));
    }
    Set<Key> inVersion = new HashSet<>();
    try (Stream<ObjectEntry> objects = store.list(BucketLayout.below(step.version()))) {
      objects.forEach(object -> inVersion.add(object.key()));
    }
    List<PlannedCopy> copies = new ArrayList<>();
    manifest.files().forEach((path, entry) -> {
      Key file = BucketLayout.file(step.version(), path);
      Key stagedFile = entry.stagedAt(step.staging());
      if (!entry.isLink()
          && (staged.contains(stagedFile.value()) || !inVersion.contains(file))) {
        copies.add(new PlannedCopy(stagedFile, file));
      }
    });
    return copies;
  }

  private void run(List<PlannedCopy> batch, ExecutorService threads, Runnable beforeEachWrite) {
    List<Future<?>> running = new ArrayList<>();
    for (PlannedCopy copy : batch) {
      running.add(threads.submit(() -> run(copy)));
    }
    for (Future<?> one : running) {
      await(one, beforeEachWrite);
    }
  }

  private void run(PlannedCopy copy) {
    if (!store.copy(copy.from(), copy.to())) {
      throw new GypsumException(
          GypsumException.Kind.CORRUPT,
          "the staged file of '" + copy.to()
              + "' no longer exists; an administrator has to remove the version");
    }
  }

  private static void await(Future<?> copy, Runnable renew) {
    while (true) {
      try {
        copy.get(RENEW_INTERVAL_SECONDS, TimeUnit.SECONDS);
        return;
      } catch (TimeoutException e) {
        renew.run();
      } catch (ExecutionException e) {
        throw Threads.failure(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StoreException(
            "copying staged files was interrupted; try again", CallOutcome.UNKNOWN, true, e);
      }
    }
  }

  /**
   * Waits for the copies that have started. Interrupts them only if the calling thread is interrupted, because an
   * interrupted copy may still take effect in the store after the lock was released.
   */
  private static void awaitEnd(ExecutorService threads) {
    threads.shutdown();
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        ended = threads.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
        threads.shutdownNow();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
