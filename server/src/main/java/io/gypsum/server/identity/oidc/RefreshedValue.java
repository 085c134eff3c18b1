package io.gypsum.server.identity.oidc;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import io.gypsum.core.GypsumException;
import org.jspecify.annotations.Nullable;

/**
 * A document of a provider, which is loaded when it is first needed, and again when it is old. If loading fails, the old one is used
 * until its maximum age. One thread loads at a time; others use the old document, or wait for the first one. Thread-safe.
 *
 * @param <T> type of the parsed document
 */
final class RefreshedValue<T> {
  /** Prevents an unavailable provider from delaying every request. */
  static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  /** Minimum time between loads that {@link #reloaded} causes. */
  static final Duration RELOAD_INTERVAL = Duration.ofMinutes(1);

  private final Supplier<T> loader;
  private final Ages ages;
  private final InstantSource clock;
  private final ReentrantLock loading = new ReentrantLock();
  private volatile @Nullable Loaded<T> loaded;
  private volatile @Nullable FailedLoad failed;
  /** When {@link #reloaded} last caused a load; only under the lock. */
  private Instant lastReload = Instant.EPOCH;

  /**
   * How long a document is used.
   *
   * @param fresh after this time it is loaded again
   * @param max until this time it is used if it cannot be loaded
   */
  record Ages(Duration fresh, Duration max) {}

  private record Loaded<T>(T value, Instant at) {}

  private record FailedLoad(GypsumException cause, Instant at) {
    GypsumException again() {
      return new GypsumException(cause.kind(), cause.reason(), cause);
    }
  }

  /** @param loader throws {@link GypsumException} when the document cannot be loaded; bounded in time */
  RefreshedValue(Supplier<T> loader, Ages ages, InstantSource clock) {
    this.loader = loader;
    this.ages = ages;
    this.clock = clock;
  }

  /** @throws GypsumException that of the loader, if there is no document that may still be used */
  T get() {
    Loaded<T> known = loaded;
    if (known != null && isWithin(ages.fresh, known.at)) {
      return known.value;
    }
    if (known == null || !isWithin(ages.max, known.at)) {
      lock();
    } else if (isFailing() || !loading.tryLock()) {
      return known.value;
    }
    try {
      return load();
    } finally {
      loading.unlock();
    }
  }

  /**
   * Returns a newer document than one in which something was not found; the same one if the last such load was less than
   * {@link #RELOAD_INTERVAL} ago.
   *
   * @throws GypsumException that of the loader, if the document could not be loaded again
   */
  @SuppressWarnings("ReferenceEquality") // an equal document that was loaded later is a newer one
  T reloaded() {
    T present = get();
    lock();
    try {
      Loaded<T> known = loaded;
      if (known != null && known.value != present) {
        return known.value;
      }
      if (known != null && isWithin(RELOAD_INTERVAL, lastReload)) {
        FailedLoad failure = failed;
        if (failure != null) {
          throw failure.again();
        }
        return known.value;
      }
      lastReload = clock.instant();
      return loadNow();
    } finally {
      loading.unlock();
    }
  }

  /** @throws GypsumException UNAVAILABLE when interrupted */
  private void lock() {
    try {
      loading.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GypsumException(
          GypsumException.Kind.UNAVAILABLE, "interrupted while waiting for the identity provider",
          e);
    }
  }

  /** Loads the document unless another thread has just done so; under the lock. */
  private T load() {
    Loaded<T> known = loaded;
    if (known != null && isWithin(ages.fresh, known.at)) {
      return known.value;
    }
    try {
      FailedLoad failure = failed;
      if (failure != null && isWithin(RETRY_AFTER, failure.at)) {
        throw failure.again();
      }
      return loadNow();
    } catch (GypsumException e) {
      if (known != null && isWithin(ages.max, known.at)) {
        return known.value;
      }
      throw e;
    }
  }

  private T loadNow() {
    try {
      Loaded<T> fresh = new Loaded<>(loader.get(), clock.instant());
      loaded = fresh;
      failed = null;
      return fresh.value;
    } catch (GypsumException e) {
      failed = new FailedLoad(e, clock.instant());
      throw e;
    }
  }

  private boolean isFailing() {
    FailedLoad failure = failed;
    return failure != null && isWithin(RETRY_AFTER, failure.at);
  }

  /** Returns whether less than {@code age} has passed since {@code start}; false if the clock was set back. */
  private boolean isWithin(Duration age, Instant start) {
    Instant now = clock.instant();
    return !now.isBefore(start) && now.isBefore(start.plus(age));
  }
}
