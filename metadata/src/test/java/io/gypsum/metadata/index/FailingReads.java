package io.gypsum.metadata.index;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.ByteRange;
import io.gypsum.store.ForwardingStore;
import io.gypsum.store.ListEntry;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.Store;
import io.gypsum.store.StoreException;
import io.gypsum.store.StoredObject;
import org.jspecify.annotations.Nullable;

/** A store whose reads fail, or have side effects, as a test requires. */
final class FailingReads extends ForwardingStore {
  private final Map<String, Runnable> before = new ConcurrentHashMap<>();
  private volatile Predicate<String> failing = key -> false;
  private volatile boolean listsFail;

  FailingReads(Store delegate) {
    super(delegate);
  }

  void failOn(Predicate<String> keys) {
    failing = keys;
  }

  void failLists() {
    listsFail = true;
  }

  /** Runs {@code action} before the first read of {@code key}. */
  void before(String key, Runnable action) {
    before.put(key, action);
  }

  @Override
  public Optional<StoredObject> get(Key key, ByteRange range) {
    Runnable action = before.remove(key.value());
    if (action != null) {
      action.run();
    }
    if (failing.test(key.value())) {
      throw failure();
    }
    return super.get(key, range);
  }

  @Override
  public Stream<ObjectEntry> list(Prefix prefix, @Nullable String startAfter) {
    requireListable();
    return super.list(prefix, startAfter);
  }

  @Override
  public Stream<ListEntry> listLevel(Prefix prefix, @Nullable String startAfter) {
    requireListable();
    return super.listLevel(prefix, startAfter);
  }

  private void requireListable() {
    if (listsFail) {
      throw failure();
    }
  }

  private static StoreException failure() {
    return new StoreException("the disk is on fire", CallOutcome.NOT_DONE, true, null);
  }
}
