package io.gypsum.server.compute;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import io.gypsum.server.testing.BlockedLane;
import io.gypsum.server.testing.TestLanes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(60)
class ComputeLaneTest {
  private final ComputeLane lane = TestLanes.lane(2, 3);

  @Test
  void workRunsOnAPlatformThread() {
    assertThat(lane.run(() -> Thread.currentThread().isVirtual())).isFalse();
    Thread requester = Thread.currentThread();
    assertThat(lane.run(Thread::currentThread)).isNotSameAs(requester);
  }

  @Test
  void failuresOfTheWorkAreThrown() {
    IOException checked = new IOException("checked");
    assertThatThrownBy(() -> lane.run(() -> {
      throw checked;
    })).isSameAs(checked);
    IllegalStateException unchecked = new IllegalStateException("unchecked");
    assertThatThrownBy(() -> lane.run(() -> {
      throw unchecked;
    })).isSameAs(unchecked);
    StackOverflowError error = new StackOverflowError("error");
    assertThatThrownBy(() -> lane.run(() -> {
      throw error;
    })).isSameAs(error);
    assertThat(lane.run(() -> "still works")).isEqualTo("still works");
  }

  @Test
  void theRequestAfterTheLastPlaceIsRefused() {
    try (BlockedLane blocked = BlockedLane.withWaiting(lane, 2, 3)) {
      assertBusy(() -> lane.run(() -> "one too many"));
      blocked.release();
      assertThat(blocked.results()).hasSize(5).doesNotContainNull();
    }
    assertThat(lane.run(() -> "again")).isEqualTo("again");
  }

  @Test
  void aRequestThatWaitsTooLongIsRefusedAndFreesItsPlace() {
    ComputeLane impatient =
        new ComputeLane("tests", new ComputeLane.Limits(1, 1, Duration.ofMillis(1)));
    try (BlockedLane _ = BlockedLane.withWaiting(impatient, 1, 0)) {
      AtomicBoolean ran = new AtomicBoolean();
      for (int i = 0; i < 10; i++) {
        assertBusy(() -> impatient.execute(() -> ran.set(true)));
      }
      assertThat(impatient.waiting()).isZero();
      assertThat(ran).isFalse();
    }
  }

  /** Its first piece has been sent: a refusal would break the response. */
  @Test
  void furtherPiecesOfAnAdmittedRequestAreNotRefused() throws Exception {
    ComputeTurns turns = lane.turns(() -> false);
    assertThat(turns.<Integer, RuntimeException>run(() -> 1)).isEqualTo(1);
    try (BlockedLane blocked = BlockedLane.withWaiting(lane, 2, 3)) {
      CompletableFuture<Integer> second =
          CompletableFuture.supplyAsync(() -> turns.run(() -> 2), Thread::startVirtualThread);
      blocked.awaitWaiting(4);
      blocked.release();
      assertThat(second.get()).isEqualTo(2);
    }
  }

  @Test
  void anAdmittedRequestOccupiesNoPlaceBetweenItsPieces() {
    List<ComputeTurns> admitted = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      ComputeTurns turns = lane.turns(() -> false);
      turns.run(() -> "first");
      admitted.add(turns);
    }
    assertThat(lane.run(() -> "another request")).isEqualTo("another request");
    assertThat(admitted).allSatisfy(turns -> assertThat(turns.run(() -> "more")).isEqualTo("more"));
  }

  @Test
  void anAbandonedRequestFreesItsPlace() {
    try (BlockedLane blocked = BlockedLane.withWaiting(lane, 2, 0)) {
      AtomicBoolean ran = new AtomicBoolean();
      assertThatThrownBy(() -> lane.turns(() -> true).run(() -> {
        ran.set(true);
        return ran;
      })).isInstanceOf(GypsumException.class).hasMessageContaining("closed the connection");
      assertThat(lane.waiting()).isZero();
      blocked.release();
      assertThat(lane.run(() -> "next")).isEqualTo("next");
      assertThat(ran).isFalse();
    }
  }

  @Test
  void abandonedWorkIsInterruptedAndHasEndedWhenTheRequestFails() {
    AtomicBoolean ended = new AtomicBoolean();
    CountDownLatch running = new CountDownLatch(1);
    assertThatThrownBy(
        () -> lane.turns(() -> running.getCount() == 0).run(() -> {
          running.countDown();
          try {
            return new CountDownLatch(1).getCount() == 1 && waitForever();
          } finally {
            ended.set(true);
          }
        })).hasMessageContaining("closed the connection");
    assertThat(ended).isTrue();
    // The interrupt does not reach the next work of the thread.
    for (int i = 0; i < 4; i++) {
      assertThat(lane.run(() -> Thread.currentThread().isInterrupted())).isFalse();
    }
  }

  @Test
  void anInterruptedRequestWithdrawsItsWork() throws Exception {
    try (BlockedLane blocked = BlockedLane.withWaiting(lane, 2, 0)) {
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      AtomicBoolean interrupted = new AtomicBoolean();
      Thread request = Thread.ofVirtual().start(() -> {
        try {
          lane.run(() -> "result");
        } catch (GypsumException e) {
          thrown.set(e);
          interrupted.set(Thread.currentThread().isInterrupted());
        }
      });
      blocked.awaitWaiting(1);
      request.interrupt();
      request.join();
      assertThat(thrown.get()).hasMessageContaining("interrupted");
      assertThat(interrupted).isTrue();
      assertThat(lane.waiting()).isZero();
    }
  }

  @Test
  void closingInterruptsWhatRunsAndDiscardsWhatWaits() throws Exception {
    CountDownLatch running = new CountDownLatch(2);
    List<CompletableFuture<Boolean>> requests = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      requests.add(
          CompletableFuture.supplyAsync(() -> lane.run(() -> {
            running.countDown();
            return waitForever();
          }), Thread::startVirtualThread));
    }
    running.await();
    CompletableFuture<String> waiting =
        CompletableFuture.supplyAsync(() -> lane.run(() -> "never"), Thread::startVirtualThread);
    BlockedLane.awaitWaiting(lane, 1);

    lane.close();

    for (CompletableFuture<Boolean> request : requests) {
      assertThat(request.get()).as("interrupted").isFalse();
    }
    assertThatThrownBy(waiting::get).hasMessageContaining("the server is shutting down");
    assertThatThrownBy(() -> lane.run(() -> "later"))
        .hasMessageContaining("the server is shutting down");
  }

  /** Returns false when the thread is interrupted. */
  private static boolean waitForever() {
    try {
      new CountDownLatch(1).await();
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  private static void assertBusy(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            GypsumException.class, e -> {
              assertThat(e.kind()).isEqualTo(Kind.BUSY);
              assertThat(e.reason())
                  .isEqualTo(
                      "the server is processing too many tests: try again in a few seconds");
            });
  }
}
