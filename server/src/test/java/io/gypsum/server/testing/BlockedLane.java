package io.gypsum.server.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import io.gypsum.server.compute.ComputeLane;

/** Requests that occupy the threads of a lane until they are released, and others that wait for a thread. */
public final class BlockedLane implements AutoCloseable {
  private final ComputeLane lane;
  private final CountDownLatch go = new CountDownLatch(1);
  private final List<CompletableFuture<String>> requests = new ArrayList<>();

  private BlockedLane(ComputeLane lane) {
    this.lane = lane;
  }

  /** Returns when {@code running} requests run and {@code waiting} others wait. */
  public static BlockedLane withWaiting(ComputeLane lane, int running, int waiting) {
    BlockedLane blocked = new BlockedLane(lane);
    CountDownLatch started = new CountDownLatch(running);
    for (int i = 0; i < running; i++) {
      blocked.request(started);
    }
    await(started);
    for (int i = 0; i < waiting; i++) {
      blocked.request(new CountDownLatch(1));
    }
    blocked.awaitWaiting(waiting);
    return blocked;
  }

  private void request(CountDownLatch started) {
    requests.add(
        CompletableFuture.supplyAsync(() -> lane.run(() -> {
          started.countDown();
          await(go);
          return "done";
        }), Thread::startVirtualThread));
  }

  public void awaitWaiting(int number) {
    awaitWaiting(lane, number);
  }

  /** Returns when {@code number} pieces of work wait in the queue. */
  public static void awaitWaiting(ComputeLane lane, int number) {
    while (lane.waiting() != number) {
      Thread.onSpinWait();
    }
  }

  public void release() {
    go.countDown();
  }

  /** Returns the results of all requests, which have been released. */
  public List<String> results() {
    return requests.stream().map(CompletableFuture::join).toList();
  }

  @Override
  public void close() {
    release();
    results();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
