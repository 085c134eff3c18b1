package io.gypsum.server.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import io.gypsum.server.http.BudgetLedger.Shares;
import io.gypsum.server.http.SharedBudget.Grant;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SharedBudgetTest {
  private static final Claimant ALICE = new Claimant("alice", true);
  private static final Claimant BOB = new Claimant("bob", true);

  @Test
  void theBoundIsExactUnderManyThreads() throws InterruptedException {
    SharedBudget budget =
        new SharedBudget(new Shares(100, 50, 1_000, 1_000), Duration.ofMinutes(1));
    AtomicLong held = new AtomicLong();
    AtomicLong maximum = new AtomicLong();
    AtomicInteger granted = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      Claimant claimant = new Claimant("user " + i % 7, true);
      long amount = 1L + i % 50;
      threads.add(Thread.ofVirtual().start(() -> {
        try (Grant grant = budget.acquire(claimant, amount)) {
          if (grant != null) {
            granted.incrementAndGet();
            maximum.accumulateAndGet(held.addAndGet(amount), Math::max);
            // Lets other threads run while this one holds its share.
            LockSupport.parkNanos(1);
            held.addAndGet(-amount);
          }
        }
      }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(granted).hasValue(400);
    assertThat(maximum.get()).isBetween(50L, 100L);
    assertThat(budget.acquired()).isZero();
    assertThat(budget.waitingClaims()).isZero();
  }

  @Test
  void aClaimThatIsNotGrantedInTimeLeavesNothing() {
    SharedBudget budget = new SharedBudget(new Shares(10, 10, 5, 5), Duration.ofMillis(20));
    Grant first = budget.acquire(ALICE, 10);
    assertThat(budget.acquire(BOB, 1)).isNull();
    assertThat(budget.waitingClaims()).isZero();
    first.close();
    first.close();
    assertThat(budget.acquired()).isZero();
  }

  @Test
  void anInterruptedClaimLeavesNothing() throws InterruptedException {
    SharedBudget budget = new SharedBudget(new Shares(10, 10, 5, 5), Duration.ofMinutes(1));
    Grant first = budget.acquire(ALICE, 10);
    CountDownLatch interrupted = new CountDownLatch(1);
    Thread waiting = Thread.ofVirtual().start(() -> {
      if (budget.acquire(BOB, 5) == null && Thread.currentThread().isInterrupted()) {
        interrupted.countDown();
      }
    });
    waiting.interrupt();
    interrupted.await();
    first.close();
    assertThat(budget.acquired()).isZero();
    assertThat(budget.waitingClaims()).isZero();
  }

  @Test
  void aBudgetWithoutQueueRefusesAtOnce() {
    SharedBudget budget = SharedBudget.withoutQueue(2, 1);
    assertThat(budget.acquire(ALICE, 1)).isNotNull();
    assertThat(budget.acquire(ALICE, 1)).isNull();
    assertThat(budget.acquire(BOB, 1)).isNotNull();
    assertThat(budget.acquire(Claimant.ANONYMOUS, 1)).isNull();
    assertThat(budget.acquired()).isEqualTo(2);
  }
}
