package io.gypsum.store;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

import io.gypsum.core.name.Key;
import io.gypsum.core.retry.CallOutcome;

/**
 * Simulates a crash at a chosen write. For tests that crash an operation at each of its writes:
 *
 * <pre>{@code
 * for (int n = 1; ; n++) {
 *   FailingStore failing = FailingStore.before(store, n, CallOutcome.NOT_DONE);
 *   ... run the operation on failing, and ignore its failure ...
 *   if (!failing.hasCrashed()) break;
 *   ... run the recovery on failing.restarted(), and check the state ...
 * }
 * }</pre>
 *
 * <p>A write is one put, whether its condition holds or not, or one key of a delete: a delete of five keys is five writes
 * in the order given, each of which may be the last. Writes are counted from 1, over all threads; one at a time goes
 * through.
 *
 * <p>At the crash the call fails with a {@link StoreException} that is not retryable and has the given outcome. From then
 * on all calls fail with NOT_DONE and do nothing, so that threads that outlive the "process" do no harm. Bodies and
 * listings opened before can still be read. Tests continue with {@link #restarted}.
 *
 * <p>Closing it does not close the wrapped store, whose state the test examines.
 */
public final class FailingStore extends InterceptedReads {
  private final Store delegate;
  /** Zero for never. */
  private final int crashAt;
  /** Whether the write at which this crashes takes place. */
  private final boolean lastWriteHappens;
  private final CallOutcome outcome;
  /** Guarded by {@code this}, as is {@link #crashed}. */
  private int writes;
  private boolean crashed;

  private FailingStore(Store delegate, int crashAt, boolean lastWriteHappens, CallOutcome outcome) {
    super(delegate);
    this.delegate = delegate;
    this.crashAt = crashAt;
    this.lastWriteHappens = lastWriteHappens;
    this.outcome = outcome;
  }

  /**
   * Crashes in the {@code write}-th write, which does not take place.
   *
   * @param outcome the outcome reported to the caller, NOT_DONE or UNKNOWN
   */
  public static FailingStore before(Store delegate, int write, CallOutcome outcome) {
    return new FailingStore(delegate, requirePositive(write), false, outcome);
  }

  /** Crashes in the {@code write}-th write, which takes place; the reported outcome is UNKNOWN. */
  public static FailingStore after(Store delegate, int write) {
    return new FailingStore(delegate, requirePositive(write), true, CallOutcome.UNKNOWN);
  }

  /** Never crashes; counts the writes of an operation. */
  public static FailingStore never(Store delegate) {
    return new FailingStore(delegate, 0, false, CallOutcome.NOT_DONE);
  }

  private static int requirePositive(int write) {
    if (write < 1) {
      throw new IllegalArgumentException("writes are counted from 1, not " + write);
    }
    return write;
  }

  /** Returns the number of writes, including the one that crashed. */
  public synchronized int writes() {
    return writes;
  }

  public synchronized boolean hasCrashed() {
    return crashed;
  }

  /** Returns a store with the same state, as after a restart, that never crashes. */
  public FailingStore restarted() {
    return never(delegate);
  }

  @Override
  public Optional<LocalFile> localFile(Key key) {
    requireRunning();
    return super.localFile(key);
  }

  @Override
  public synchronized PutResult put(Key key, Content content, PutCondition condition) {
    boolean last = nextWriteIsLast();
    PutResult result = super.put(key, content, condition);
    if (last) {
      throw crash("put of '" + key + "'", outcome);
    }
    return result;
  }

  @Override
  public synchronized void delete(Collection<Key> keys) {
    requireRunning();
    for (Key key : keys) {
      boolean last = nextWriteIsLast();
      super.delete(List.of(key));
      if (last) {
        throw crash("delete of '" + key + "'", outcome);
      }
    }
  }

  @Override
  public void close() {}

  @Override
  protected void beforeRead() {
    requireRunning();
  }

  /** Counts a write; crashes here when it must not take place. Guarded by {@code this}. */
  private boolean nextWriteIsLast() {
    requireRunning();
    writes++;
    if (writes != crashAt) {
      return false;
    }
    crashed = true;
    if (!lastWriteHappens) {
      throw crash("write", outcome);
    }
    return true;
  }

  private synchronized void requireRunning() {
    if (crashed) {
      throw crash("call", CallOutcome.NOT_DONE);
    }
  }

  private StoreException crash(String where, CallOutcome told) {
    return new StoreException(
        "crashed " + (lastWriteHappens ? "after" : "before") + " write " + crashAt + ", at this "
            + where,
        told, false, null);
  }
}
