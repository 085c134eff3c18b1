package io.gypsum.server.http;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

import io.gypsum.server.http.BudgetLedger.Claim;
import io.gypsum.server.http.BudgetLedger.Shares;
import org.jspecify.annotations.Nullable;

/**
 * An amount, such as bytes of memory or a number of requests, of which each claimant can hold only a share. A caller
 * acquires everything that it needs in one step, and never waits while it holds a part, so callers cannot deadlock.
 * Thread-safe.
 */
final class SharedBudget {
  private final Lock lock = new ReentrantLock();
  /** Signalled when claims may have been granted. The queue is short, so all waiting threads are notified. */
  private final Condition changed = lock.newCondition();
  private final BudgetLedger ledger;
  private final Shares shares;
  private final Duration maxWait;

  /** @param maxWait how long a claim waits for its turn */
  SharedBudget(Shares shares, Duration maxWait) {
    this.ledger = new BudgetLedger(shares);
    this.shares = shares;
    this.maxWait = maxWait;
  }

  /** Returns a budget whose claims are granted or refused at once. */
  static SharedBudget withoutQueue(long total, long perClaimant) {
    return new SharedBudget(Shares.withoutQueue(total, perClaimant), Duration.ZERO);
  }

  /** An acquired amount. Thread-safe. */
  final class Grant implements AutoCloseable {
    private final Claim claim;

    private Grant(Claim claim) {
      this.claim = claim;
    }

    /** Releases what exceeds {@code amount}. */
    void reduceTo(long amount) {
      update(() -> ledger.reduce(claim, amount));
    }

    /** Releases the rest. May be called again. */
    @Override
    public void close() {
      update(() -> ledger.end(claim));
    }
  }

  /** Returns the largest amount that can be acquired. */
  long maxClaim() {
    return shares.maxClaim();
  }

  /**
   * Acquires an amount, and waits for it if the queue has space for another claim.
   *
   * @param amount at least 1
   * @return null when it was not granted in time, or the thread was interrupted; the caller then holds nothing
   */
  @Nullable
  Grant acquire(Claimant claimant, long amount) {
    lock.lock();
    try {
      Claim claim = ledger.add(claimant.name(), amount);
      ledger.grantNext();
      boolean granted = claim.isGranted() || (ledger.mayWait(claim) && await(claim));
      if (granted) {
        return new Grant(claim);
      }
      ledger.end(claim);
      grantNext();
      return null;
    } finally {
      lock.unlock();
    }
  }

  private boolean await(Claim claim) {
    long remainingNanos = maxWait.toNanos();
    try {
      while (!claim.isGranted() && remainingNanos > 0) {
        remainingNanos = changed.awaitNanos(remainingNanos);
      }
      return claim.isGranted();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void update(Runnable change) {
    lock.lock();
    try {
      change.run();
      grantNext();
    } finally {
      lock.unlock();
    }
  }

  private void grantNext() {
    ledger.grantNext();
    changed.signalAll();
  }

  long acquired() {
    return read(ledger::grantedTotal);
  }

  long waitingClaims() {
    return read(ledger::waitingClaims);
  }

  private long read(LongSupplier value) {
    lock.lock();
    try {
      return value.getAsLong();
    } finally {
      lock.unlock();
    }
  }
}
