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

/**
 * Copies staged files into their version, where they get their final names. All of them are durable at the end, and then synced
 * together if the store can do so.
 */
final class StagedFileCopy {
  private static final int MAX_CONCURRENT_COPIES = 32;
  /**
   * Bounds the lease that a batch needs, and thereby the time for which a crash locks the project. A larger file is a
   * separate batch.
   */
  private static final long MAX_BATCH_BYTES = 2L * 1024 * 1024 * 1024;
  /** Larger files are copied by several calls, each of which may use the lease as it was last renewed. */
  private static final long MAX_CALL_BYTES = 5L * 1024 * 1024 * 1024;
  private static final long RENEW_INTERVAL_SECONDS = 1;

  private final Store store;
  private final LeaseGuard lease;
  /** Whether a failed copy may still take effect; the failure that is thrown may be that of another copy. */
  private volatile boolean inDoubt;

  /** @param lease called in the thread of {@link #run} before each batch, and every second while files are being copied */
  StagedFileCopy(Store store, LeaseGuard lease) {
    this.store = store.withDeferredSync();
    this.lease = lease;
  }

  private record PlannedCopy(Key from, Key to, long sizeBytes) {}

  void run(Step.CopyStaged step, Manifest manifest) {
    List<PlannedCopy> copies = copies(step, manifest);
    if (copies.isEmpty()) {
      return;
    }
    // Before the copies: if the store stops deferring syncs meanwhile, the sync fails and the step is repeated.
    boolean needsSync = store.deferredWrites().isPresent();
    ExecutorService threads =
        Threads.daemonPool(Math.min(MAX_CONCURRENT_COPIES, copies.size()), "staged file copy");
    try {
      for (int from = 0; from < copies.size();) {
        int to = endOfBatch(copies, from);
        runBatch(copies.subList(from, to), threads);
        from = to;
      }
      if (needsSync) {
        await(threads.submit(store::sync), 0);
      }
    } catch (StoreException e) {
      awaitEnd(threads);
      throw inDoubt ? e.withUnknownOutcome() : e;
    } finally {
      awaitEnd(threads);
    }
  }

  /**
   * Returns the copies to make: of every staged file, even if the version contains an object of that name, which may have
   * been sent by an earlier session; and of every file that the version lacks. So a file is left out only if it was copied
   * before, by a process that then began to delete the staging area.
   */
  private List<PlannedCopy> copies(Step.CopyStaged step, Manifest manifest) {
    Set<String> staged = new HashSet<>();
    try (Stream<ListEntry> level = store.listLevel(step.staging())) {
      level.forEach(entry -> {
        lease.ensureTime();
        staged.add(entry.text());
      });
    }
    List<PlannedCopy> copies = new ArrayList<>();
    List<PlannedCopy> withoutSource = new ArrayList<>();
    manifest.files().forEach((path, entry) -> {
      if (!entry.isLink()) {
        Key from = entry.stagedAt(step.staging());
        (staged.contains(from.value()) ? copies : withoutSource)
            .add(new PlannedCopy(from, BucketLayout.file(step.version(), path), entry.sizeBytes()));
      }
    });
    if (!withoutSource.isEmpty()) {
      Set<Key> inVersion = new HashSet<>();
      try (Stream<ObjectEntry> objects = store.list(BucketLayout.below(step.version()))) {
        objects.forEach(object -> {
          lease.ensureTime();
          inVersion.add(object.key());
        });
      }
      withoutSource.stream().filter(copy -> !inVersion.contains(copy.to())).forEach(copies::add);
    }
    return copies;
  }

  /** Returns the index after the last copy of the batch that starts at {@code from}. */
  private static int endOfBatch(List<PlannedCopy> copies, int from) {
    long bytes = copies.get(from).sizeBytes();
    int end = from + 1;
    while (end < copies.size() && end - from < MAX_CONCURRENT_COPIES
        && bytes + copies.get(end).sizeBytes() <= MAX_BATCH_BYTES) {
      bytes += copies.get(end).sizeBytes();
      end++;
    }
    return end;
  }

  private void runBatch(List<PlannedCopy> batch, ExecutorService threads) {
    long bytes =
        Math.min(MAX_CALL_BYTES, batch.stream().mapToLong(PlannedCopy::sizeBytes).sum());
    lease.ensureTimeFor(bytes);
    List<Future<?>> running = new ArrayList<>();
    for (PlannedCopy copy : batch) {
      running.add(threads.submit(() -> run(copy)));
    }
    for (Future<?> one : running) {
      await(one, bytes);
    }
  }

  private void run(PlannedCopy copy) {
    try {
      requireCopied(copy);
    } catch (StoreException e) {
      if (e.outcome() == CallOutcome.UNKNOWN) {
        inDoubt = true;
      }
      throw e;
    }
  }

  private void requireCopied(PlannedCopy copy) {
    if (!store.copy(copy.from(), copy.to())) {
      throw new GypsumException(
          GypsumException.Kind.CORRUPT,
          "the staged file of '" + copy.to()
              + "' no longer exists; restore it, or delete the version and the lock of its project in the store");
    }
  }

  private void await(Future<?> call, long bytes) {
    while (true) {
      try {
        call.get(RENEW_INTERVAL_SECONDS, TimeUnit.SECONDS);
        return;
      } catch (TimeoutException e) {
        lease.ensureTimeFor(bytes);
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
