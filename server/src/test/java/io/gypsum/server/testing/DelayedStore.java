package io.gypsum.server.testing;

import java.util.Collection;

import io.gypsum.core.name.Key;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.core.retry.Deadline;
import io.gypsum.store.Content;
import io.gypsum.store.ForwardingStore;
import io.gypsum.store.PutCondition;
import io.gypsum.store.PutResult;
import io.gypsum.store.Store;
import io.gypsum.store.StoreException;

/**
 * Delays one write, counted from 1. A write whose deadline passes during the delay is cancelled and reported with an unknown
 * outcome, as by a store behind a network; a write without a deadline is done after the delay. Writes are done one at a time, so
 * that none takes effect during the delay.
 */
public final class DelayedStore extends ForwardingStore {
  private final Store delegate;
  private final Delay delay;
  private final Deadline deadline;

  /** The delay of one write, shared by all views of a store. */
  public static final class Delay {
    private final int write;
    private final Runnable action;
    private final boolean serviceCancels;
    private int writes;
    private String delayed = "";

    private Delay(int write, Runnable action, boolean serviceCancels) {
      this.write = write;
      this.action = action;
      this.serviceCancels = serviceCancels;
    }

    /** Returns the delayed call, such as {@code create p/..LOCK}; empty as long as none was delayed. */
    public String delayed() {
      return delayed;
    }
  }

  private DelayedStore(Store delegate, Delay delay, Deadline deadline) {
    super(delegate);
    this.delegate = delegate;
    this.delay = delay;
    this.deadline = deadline;
  }

  /** @param action what happens during the delay */
  public static DelayedStore at(Store delegate, int write, Runnable action) {
    return new DelayedStore(delegate, new Delay(write, action, true), Deadline.NONE);
  }

  /** Like {@link #at}, but the service still executes the cancelled write at the end of the delay. */
  public static DelayedStore landing(Store delegate, int write, Runnable action) {
    return new DelayedStore(delegate, new Delay(write, action, false), Deadline.NONE);
  }

  public Delay delay() {
    return delay;
  }

  @Override
  public Store withDeadline(Deadline earlier) {
    return new DelayedStore(delegate, delay, Deadline.earlier(deadline, earlier));
  }

  @Override
  public PutResult put(Key key, Content content, PutCondition condition) {
    boolean create = condition instanceof PutCondition.Create;
    synchronized (delay) {
      if (!before((create ? "create " : "put ") + key)) {
        return super.put(key, content, condition);
      }
      if (!delay.serviceCancels) {
        PutResult _ = super.put(key, content, condition);
      }
      throw timeout("write " + key);
    }
  }

  @Override
  public void delete(Collection<Key> keys) {
    synchronized (delay) {
      if (!before("delete " + keys)) {
        super.delete(keys);
        return;
      }
      if (!delay.serviceCancels) {
        super.delete(keys);
      }
      throw timeout("delete " + keys);
    }
  }

  /** Returns whether the client has given up the write. Holds the monitor of the delay, which guards its fields. */
  private boolean before(String call) {
    if (deadline.hasPassed()) {
      throw StoreException.deadlinePassed(call);
    }
    delay.writes++;
    if (delay.writes != delay.write) {
      return false;
    }
    delay.delayed = call;
    delay.action.run();
    return deadline.hasPassed();
  }

  private static StoreException timeout(String call) {
    return new StoreException(call + " timed out", CallOutcome.UNKNOWN, true, null);
  }
}
