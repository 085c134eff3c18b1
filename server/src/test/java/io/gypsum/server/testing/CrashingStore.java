package io.gypsum.server.testing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import io.gypsum.core.name.Key;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.Content;
import io.gypsum.store.InterceptedReads;
import io.gypsum.store.PutCondition;
import io.gypsum.store.PutResult;
import io.gypsum.store.Store;
import io.gypsum.store.StoreException;

/**
 * Simulates a crash: fails at one write, counted from 1, and then (unless {@link #once}) at every call. A write is one
 * call, regardless of the number of keys that it deletes. Not thread-safe.
 *
 * <p>{@link io.gypsum.store.FailingStore} is not suitable here: it never recovers, and it can crash between the keys of
 * a deletion, of which some operations have thousands.
 */
public final class CrashingStore extends InterceptedReads {
  /** The effect and the reported outcome of the write that fails. */
  public enum Failure {
    NOT_DONE,
    DONE_BUT_UNKNOWN,
    NOT_DONE_BUT_UNKNOWN,
    /** A deletion deletes every second object; a put has no effect. */
    HALF_DONE
  }

  private final int failAt;
  private final Failure failure;
  private final boolean once;
  private int writes;
  private boolean failed;

  private CrashingStore(Store delegate, int failAt, Failure failure, boolean once) {
    super(delegate);
    this.failAt = failAt;
    this.failure = failure;
    this.once = once;
  }

  /** Fails at write number {@code failAt} and at every later call. */
  public static CrashingStore at(Store delegate, int failAt, Failure failure) {
    return new CrashingStore(delegate, failAt, failure, false);
  }

  /** Fails at write number {@code failAt} only. */
  public static CrashingStore once(Store delegate, int failAt, Failure failure) {
    return new CrashingStore(delegate, failAt, failure, true);
  }

  public synchronized boolean hasFailed() {
    return failed;
  }

  @Override
  public synchronized PutResult put(Key key, Content content, PutCondition condition) {
    requireAlive();
    if (failsNow()) {
      if (failure == Failure.DONE_BUT_UNKNOWN) {
        PutResult _ = super.put(key, content, condition);
      }
      throw failure("put " + key);
    }
    return super.put(key, content, condition);
  }

  @Override
  public synchronized void delete(Collection<Key> keys) {
    requireAlive();
    if (failsNow()) {
      if (failure == Failure.DONE_BUT_UNKNOWN) {
        super.delete(keys);
      } else if (failure == Failure.HALF_DONE) {
        List<Key> half = new ArrayList<>();
        boolean take = true;
        for (Key key : keys) {
          if (take) {
            half.add(key);
          }
          take = !take;
        }
        super.delete(half);
      }
      throw failure("delete " + keys);
    }
    super.delete(keys);
  }

  @Override
  protected void beforeRead() {
    requireAlive();
  }

  private boolean failsNow() {
    writes++;
    failed |= writes == failAt;
    return writes == failAt;
  }

  private synchronized void requireAlive() {
    if (failed && !once) {
      throw new StoreException(
          "the store is dead", CallOutcome.NOT_DONE, false, null);
    }
  }

  private StoreException failure(String what) {
    return new StoreException(
        what + " failed",
        failure == Failure.NOT_DONE
            ? CallOutcome.NOT_DONE
            : CallOutcome.UNKNOWN,
        true,
        null);
  }
}
