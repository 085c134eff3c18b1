package io.gypsum.store;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

import io.gypsum.core.name.Key;
import io.gypsum.store.StoreException.Outcome;

/**
 * Tries again what failed for a passing reason. What is tried again, of failures that say they are retryable:
 *
 * <ul>
 *   <li>Reads always. A listing that fails on the way goes on after its last entry. A body that fails while it is read
 *       does not: its reader knows what it has got.
 *   <li>A put whose content can be opened again, when nothing was done; an Overwrite also when nobody knows. A Create or
 *       IfMatch of which nobody knows is not: it may have won already, and a second try would then tell that it lost.
 *   <li>A delete when nothing was done. One of which nobody knows is not: it may have happened, and the name be someone
 *       else's new object by now.
 * </ul>
 *
 * When all tries are used up, the last failure is thrown. An interrupt ends the
 * waiting with the last failure.
 */
public final class RetryingStore extends ForwardingStore {
  private final Store delegate;
  private final RetryPolicy policy;
  private final InstantSource clock;
  private final Sleeper sleeper;
  private final RandomGenerator random;

  /** @param random must be safe for use by several threads */
  public RetryingStore(
      Store delegate, RetryPolicy policy, InstantSource clock, Sleeper sleeper,
      RandomGenerator random) {
    super(delegate);
    this.delegate = delegate;
    this.policy = policy;
    this.clock = clock;
    this.sleeper = sleeper;
    this.random = random;
  }

  @Override
  public Optional<ObjectInfo> head(Key key) {
    return retry(() -> super.head(key), false, true);
  }

  @Override
  public Optional<StoredObject> get(Key key, ByteRange range) {
    return retry(() -> super.get(key, range), false, true);
  }

  @Override
  public Stream<ListEntry> list(ListRequest request) {
    return new ResumingListing(super::list, request, this::newAttempts).stream();
  }

  @Override
  public Optional<LocalFile> localFile(Key key) {
    return retry(() -> super.localFile(key), false, true);
  }

  @Override
  public PutResult put(Key key, Content content, PutCondition condition) {
    return retry(
        () -> super.put(key, content, condition), condition instanceof PutCondition.Overwrite,
        content.repeatable());
  }

  /** As an Overwrite: a second copy does no harm. */
  @Override
  public boolean copy(Key from, Key to) {
    return retry(() -> delegate.copy(from, to), true, true);
  }

  @Override
  public void delete(Collection<Key> keys) {
    retry(
        () -> {
          super.delete(keys);
          return keys;
        }, false, true);
  }

  /**
   * @param evenIfUnknown whether a second time does no harm
   * @param repeatable whether there can be a second time
   */
  private <T> T retry(Supplier<T> call, boolean evenIfUnknown, boolean repeatable) {
    Attempts attempts = newAttempts();
    while (true) {
      try {
        return call.get();
      } catch (StoreException e) {
        boolean allowed = repeatable && (evenIfUnknown || e.outcome() == Outcome.NOT_DONE);
        attempts.failed(e, allowed);
      }
    }
  }

  private Attempts newAttempts() {
    return new Attempts(policy, clock, sleeper, random);
  }

  /** The tries of one call so far. Not thread-safe. */
  static final class Attempts {
    private final RetryPolicy policy;
    private final InstantSource clock;
    private final Sleeper sleeper;
    private final RandomGenerator random;
    private final Instant deadline;
    private int failedTries;

    Attempts(RetryPolicy policy, InstantSource clock, Sleeper sleeper, RandomGenerator random) {
      this.policy = policy;
      this.clock = clock;
      this.sleeper = sleeper;
      this.random = random;
      this.deadline = clock.instant().plus(policy.maxTotal());
    }

    /** Waits before the next try; throws the failure when there is none. */
    void failed(StoreException failure, boolean allowed) {
      failedTries++;
      if (!allowed || !failure.isRetryable() || failedTries >= policy.maxTries()) {
        throw failure;
      }
      Duration wait = policy.waitAfter(failedTries, random.nextDouble());
      if (clock.instant().plus(wait).isAfter(deadline)) {
        throw failure;
      }
      try {
        sleeper.sleep(wait);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw failure;
      }
    }
  }
}
