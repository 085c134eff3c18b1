package io.gypsum.server.http;

import io.gypsum.core.GypsumException;
import io.gypsum.server.http.SharedBudget.Grant;
import org.jspecify.annotations.Nullable;

/**
 * Permits of requests whose duration depends on their client. They are acquired without waiting: a waiting request would
 * occupy the place of a short one. Bodies of anonymous callers, responses to them, and the transfers of known claimants
 * have separate permits, so none can displace the others. Thread-safe.
 */
final class TransferPermits {
  private final SharedBudget anonymousBodies;
  private final SharedBudget anonymousResponses;
  private final SharedBudget known;

  /** @param maxTransfers number of all permits; half of them are for responses */
  TransferPermits(int maxTransfers) {
    int quarter = Math.max(1, maxTransfers / 4);
    int half = Math.max(1, maxTransfers - 2 * quarter);
    anonymousBodies = SharedBudget.withoutQueue(quarter, quarter);
    anonymousResponses = SharedBudget.withoutQueue(half, half);
    known = SharedBudget.withoutQueue(quarter, Math.ceilDiv(quarter * 2, 3));
  }

  /** @throws GypsumException BUSY when all permits are in use */
  Grant forBody(Claimant claimant) {
    return require((claimant.isKnown() ? known : anonymousBodies).acquire(claimant, 1));
  }

  /** @throws GypsumException BUSY when all permits are in use */
  Grant forResponse(Claimant claimant) {
    return require((claimant.isKnown() ? known : anonymousResponses).acquire(claimant, 1));
  }

  private static Grant require(@Nullable Grant grant) {
    if (grant == null) {
      throw new GypsumException(
          GypsumException.Kind.BUSY,
          "the server is transferring too many bodies at once: try again in a few seconds");
    }
    return grant;
  }

  /** Returns the number of permits in use. */
  long acquired() {
    return anonymousBodies.acquired() + anonymousResponses.acquired() + known.acquired();
  }
}
