package io.gypsum.server.limit;

import java.util.concurrent.ConcurrentHashMap;

/**
 * Limits how many things each client may use at the same time. Exact under any number of threads; memory grows only with
 * the number of things in use. Thread-safe.
 */
final class ConcurrencyLimit {
  private final int max;
  private final ConcurrentHashMap<ClientAddress.Group, Integer> used = new ConcurrentHashMap<>();

  /** @param max 0 for no limit */
  ConcurrencyLimit(int max) {
    this.max = max;
  }

  int max() {
    return max;
  }

  /** Returns whether the client may use another one; if so, the caller must call {@link #leave} afterwards. */
  boolean enter(ClientAddress.Group client) {
    if (max == 0) {
      return true;
    }
    boolean[] entered = new boolean[1];
    used.compute(client, (key, number) -> {
      int before = number == null ? 0 : number;
      entered[0] = before < max;
      return entered[0] ? Integer.valueOf(before + 1) : number;
    });
    return entered[0];
  }

  void leave(ClientAddress.Group client) {
    if (max > 0) {
      used.computeIfPresent(client, (key, number) -> number == 1 ? null : number - 1);
    }
  }

  /** Returns the number of clients that use anything. */
  int clients() {
    return used.size();
  }
}
