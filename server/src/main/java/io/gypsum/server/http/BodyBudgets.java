package io.gypsum.server.http;

import java.time.Duration;

import io.gypsum.core.GypsumException;
import io.gypsum.server.http.BudgetLedger.Shares;
import io.gypsum.server.http.SharedBudget.Grant;

/**
 * The memory for JSON bodies. Small and large bodies, those of anonymous callers and those of users have separate budgets,
 * so that slow or large bodies of one kind never delay those of another. Thread-safe (decision 0030).
 */
final class BodyBudgets {
  /** The size up to which a body is small: it is read before the token is checked, and has a deadline. */
  static final long SMALL_BYTES = 64 * 1024;
  /** Lower bound of the budgets that are fractions of the total; several bodies of each kind fit into it. */
  private static final long MIN_BYTES = 1 << 20;
  private static final int MAX_WAITING = 256;
  private static final int MAX_WAITING_PER_USER = 128;

  private final SharedBudget small;
  private final SharedBudget large;
  private final SharedBudget smallAnonymous;
  private final SharedBudget largeAnonymous;

  /**
   * @param totalBytes memory for large bodies of users; the other budgets are fractions of it, in addition
   * @param maxWait how long bodies of users wait for memory; those of anonymous callers are refused at once
   */
  BodyBudgets(long totalBytes, Duration maxWait) {
    long smallBytes = Math.max(totalBytes / 8, MIN_BYTES);
    long anonymousBytes = Math.max(totalBytes / 16, MIN_BYTES);
    large = withQueue(totalBytes, totalBytes / 2, maxWait);
    small = withQueue(smallBytes, smallBytes / 4, maxWait);
    smallAnonymous = SharedBudget.withoutQueue(anonymousBytes, anonymousBytes);
    largeAnonymous = SharedBudget.withoutQueue(anonymousBytes, anonymousBytes);
  }

  private static SharedBudget withQueue(long total, long perUser, Duration maxWait) {
    return new SharedBudget(
        new Shares(total, perUser, MAX_WAITING, MAX_WAITING_PER_USER), maxWait);
  }

  /** Returns the size of the largest body that {@code claimant} can send. */
  long maxBytes(Claimant claimant) {
    return budget(claimant, SMALL_BYTES + 1).maxClaim();
  }

  /**
   * Reserves memory for a whole body.
   *
   * @param bytes its declared size, or its maximum size if it was not declared; at least 1
   * @throws GypsumException BUSY when the memory is not available; the caller then holds nothing
   */
  Grant acquire(Claimant claimant, long bytes) {
    Grant grant = budget(claimant, bytes).acquire(claimant, bytes);
    if (grant == null) {
      throw new GypsumException(
          GypsumException.Kind.BUSY,
          "the server is reading too many request bodies: try again in a few seconds");
    }
    return grant;
  }

  private SharedBudget budget(Claimant claimant, long bytes) {
    boolean isSmall = bytes <= SMALL_BYTES;
    if (claimant.isKnown()) {
      return isSmall ? small : large;
    }
    return isSmall ? smallAnonymous : largeAnonymous;
  }

  /** Returns the sum of all reservations. */
  long acquiredBytes() {
    return small.acquired() + large.acquired() + smallAnonymous.acquired()
        + largeAnonymous.acquired();
  }

  /** Returns the number of bodies that wait for memory. */
  long waitingBodies() {
    return small.waitingClaims() + large.waitingClaims();
  }
}
