package io.gypsum.server.http;

import io.gypsum.server.http.SharedBudget.Grant;
import org.jspecify.annotations.Nullable;

/** The permits and the memory that one request has acquired from the capacity of the server. Not thread-safe. */
final class HeldGrants {
  private final TransferPermits transfers;
  private @Nullable Grant bodyPermit;
  private @Nullable Grant responsePermit;
  /** The memory of a JSON body, which the handler uses until it returns. */
  private @Nullable Grant bodyMemory;

  HeldGrants(TransferPermits transfers) {
    this.transfers = transfers;
  }

  /** @throws io.gypsum.core.GypsumException BUSY when too many bodies are being transferred */
  void beginBody(Claimant claimant) {
    bodyPermit = transfers.forBody(claimant);
  }

  /**
   * Acquires a permit for the body of the response, unless the request already has one.
   *
   * @throws io.gypsum.core.GypsumException BUSY when too many bodies are being transferred
   */
  void beginResponse(Claimant claimant) {
    boolean hasPermit = responsePermit != null || (bodyPermit != null && claimant.isKnown());
    if (!hasPermit) {
      responsePermit = transfers.forResponse(claimant);
    }
  }

  /** Releases the permit of a received body; known claimants keep it for the response. */
  void bodyReceived(Claimant claimant) {
    if (!claimant.isKnown()) {
      close(bodyPermit);
      bodyPermit = null;
    }
  }

  /** Holds memory until {@link #release}. */
  void keepMemory(Grant memory) {
    bodyMemory = memory;
  }

  /** Releases everything. */
  void release() {
    close(bodyPermit);
    close(responsePermit);
    close(bodyMemory);
    bodyPermit = null;
    responsePermit = null;
    bodyMemory = null;
  }

  private static void close(@Nullable Grant grant) {
    if (grant != null) {
      grant.close();
    }
  }
}
