package io.gypsum.server.testing;

import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.store.ByteRange;
import io.gypsum.store.Content;
import io.gypsum.store.ForwardingStore;
import io.gypsum.store.ListEntry;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.PutCondition;
import io.gypsum.store.PutResult;
import io.gypsum.store.Store;
import io.gypsum.store.StoredObject;
import org.jspecify.annotations.Nullable;

/** Runs an action once, before the call of a given number; reads, writes and listings are counted from 1. Thread-safe. */
public final class CallStore extends ForwardingStore {
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

  private void called() {
    if (calls.incrementAndGet() == number) {
      action.run();
    }
  }

  @Override
  public Optional<ObjectInfo> head(Key key) {
    called();
    return super.head(key);
  }

  @Override
  public Optional<StoredObject> get(Key key, ByteRange range) {
    called();
    return super.get(key, range);
  }

  @Override
  public Stream<ObjectEntry> list(Prefix prefix, @Nullable String startAfter) {
    called();
    return super.list(prefix, startAfter);
  }

  @Override
  public Stream<ListEntry> listLevel(Prefix prefix, @Nullable String startAfter) {
    called();
    return super.listLevel(prefix, startAfter);
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
