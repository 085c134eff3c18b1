package io.gypsum.server.testing;

import java.util.Collection;
import java.util.concurrent.atomic.AtomicInteger;

import io.gypsum.core.name.Key;
import io.gypsum.store.Content;
import io.gypsum.store.InterceptedReads;
import io.gypsum.store.PutCondition;
import io.gypsum.store.PutResult;
import io.gypsum.store.Store;

/** Runs an action once, before the call of a given number; reads, writes and listings are counted from 1. Thread-safe. */
public final class CallStore extends InterceptedReads {
  private final int number;
  private final Runnable action;
  private final AtomicInteger calls = new AtomicInteger();

  /** @param action may throw, for example a {@link io.gypsum.store.StoreException} */
  public CallStore(Store delegate, int number, Runnable action) {
    super(delegate);
    this.number = number;
    this.action = action;
  }

  /** Returns whether the call happened. */
  public boolean hasRun() {
    return calls.get() >= number;
  }

  public int calls() {
    return calls.get();
  }

  @Override
  protected void beforeRead() {
    called();
  }

  private void called() {
    if (calls.incrementAndGet() == number) {
      action.run();
    }
  }

  @Override
  public PutResult put(Key key, Content content, PutCondition condition) {
    called();
    return super.put(key, content, condition);
  }

  @Override
  public void delete(Collection<Key> keys) {
    called();
    super.delete(keys);
  }
}
