package io.gypsum.server.http;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Decides which claims to a shared amount are granted. Claims are granted as a whole and in order: a claim that does not
 * fit delays all later ones, so that small claims cannot overtake a large one forever. The exception is a claim that
 * exceeds the remaining share of its own claimant, which does not delay later claims.
 *
 * <p>Not thread-safe; does not wait. {@link SharedBudget} adds both.
 */
final class BudgetLedger {
  private final Shares shares;
  private final Map<String, Long> grantedByClaimant = new HashMap<>();
  private final Set<Claim> waiting = new LinkedHashSet<>();
  private long grantedTotal;

  /**
   * How an amount is divided.
   *
   * @param total sum of all granted claims
   * @param perClaimant sum of the granted claims of one claimant
   * @param maxWaiting number of waiting claims; further ones are refused at once
   * @param maxWaitingPerClaimant number of waiting claims of one claimant
   */
  record Shares(long total, long perClaimant, int maxWaiting, int maxWaitingPerClaimant) {
    /** Returns shares of claims that never wait. */
    static Shares withoutQueue(long total, long perClaimant) {
      return new Shares(total, perClaimant, 0, 0);
    }

    /** Returns the largest claim that can be granted. */
    long maxClaim() {
      return Math.min(total, perClaimant);
    }
  }

  /** A claim of one claimant. Identity matters. */
  static final class Claim {
    private final String claimant;
    private long amount;
    private boolean granted;

    private Claim(String claimant, long amount) {
      this.claimant = claimant;
      this.amount = amount;
    }

    boolean isGranted() {
      return granted;
    }
  }

  BudgetLedger(Shares shares) {
    this.shares = shares;
  }

  /**
   * Adds a claim after all others. It is neither granted nor refused before {@link #grantNext}; a claim that may not wait
   * and is not granted then must be {@linkplain #end ended}.
   *
   * @param amount at least 1
   */
  Claim add(String claimant, long amount) {
    if (amount < 1) {
      throw new IllegalArgumentException("a claim of " + amount + ": expected at least 1");
    }
    Claim claim = new Claim(claimant, amount);
    waiting.add(claim);
    return claim;
  }

  /** Grants the claims that can be granted now. */
  void grantNext() {
    for (Iterator<Claim> claims = waiting.iterator(); claims.hasNext();) {
      Claim claim = claims.next();
      long ofClaimant = grantedByClaimant.getOrDefault(claim.claimant, 0L);
      if (claim.amount > shares.perClaimant - ofClaimant) {
        continue;
      }
      if (claim.amount > shares.total - grantedTotal) {
        break;
      }
      claims.remove();
      claim.granted = true;
      change(claim, claim.amount);
    }
  }

  /** Returns whether a claim that was added and not granted may stay in the queue. */
  boolean mayWait(Claim claim) {
    if (claim.amount > shares.maxClaim() || waiting.size() > shares.maxWaiting) {
      return false;
    }
    long ofClaimant =
        waiting.stream().filter(other -> other.claimant.equals(claim.claimant)).count();
    return ofClaimant <= shares.maxWaitingPerClaimant;
  }

  /** Releases a granted claim, or removes a waiting one. Has no effect on a claim that has ended. */
  void end(Claim claim) {
    reduce(claim, 0);
    waiting.remove(claim);
    claim.granted = false;
  }

  /** Releases a part of a granted claim, if it is larger than {@code amount}. */
  void reduce(Claim claim, long amount) {
    if (claim.granted && claim.amount > amount) {
      change(claim, amount - claim.amount);
      claim.amount = amount;
    }
  }

  private void change(Claim claim, long difference) {
    grantedTotal += difference;
    // An entry that becomes zero is removed: the number of claimants has no bound.
    grantedByClaimant.merge(
        claim.claimant, difference, (old, by) -> old + by == 0 ? null : old + by);
  }

  long grantedTotal() {
    return grantedTotal;
  }

  int waitingClaims() {
    return waiting.size();
  }

  /** Returns the number of claimants with granted claims. */
  int claimants() {
    return grantedByClaimant.size();
  }
}
