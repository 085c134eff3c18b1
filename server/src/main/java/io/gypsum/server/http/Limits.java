package io.gypsum.server.http;

/** What all requests of a server share to stay within bounds. */
record Limits(JsonBodies jsonBodies, long minimumBytesPerSecond, long graceNanos) {
  static Limits of(HttpSettings settings) {
    MemoryBudget budget = new MemoryBudget(settings.jsonBudgetBytes(), settings.busyWait());
    return new Limits(
        new JsonBodies(budget), settings.minimumBytesPerSecond(), settings.rateGrace().toNanos());
  }

  RateGuard newRateGuard() {
    return new RateGuard(minimumBytesPerSecond, graceNanos, System::nanoTime);
  }
}
