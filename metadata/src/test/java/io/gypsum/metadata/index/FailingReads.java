package io.gypsum.metadata.index;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
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
  private volatile Map<String, RuntimeException> failingBodies = Map.of();
  private volatile boolean listsFail;

  FailingReads(Store delegate) {
    super(delegate);
  }

  void failOn(Predicate<String> keys) {
    failing = keys;
  }

  /** Lets the body of {@code key} fail after its first byte; of an {@link UncheckedIOException}, the cause is thrown. */
  void failMidway(String key, RuntimeException failure) {
    failingBodies = Map.of(key, failure);
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
    RuntimeException midway = failingBodies.get(key.value());
    return super.get(key, range)
        .map(
            object -> midway == null
                ? object
                : new StoredObject(object.info(), new FailingBody(object.body(), midway)));
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

  /** Ends with a failure after the first byte. */
  private static final class FailingBody extends FilterInputStream {
    private final RuntimeException failure;
    private boolean started;

    FailingBody(InputStream body, RuntimeException failure) {
      super(body);
      this.failure = failure;
    }

    @Override
    public int read() throws IOException {
      requireStart();
      return super.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      requireStart();
      return super.read(bytes, offset, Math.min(1, length));
    }

    private void requireStart() throws IOException {
      if (started) {
        if (failure instanceof UncheckedIOException io) {
          throw io.getCause();
        }
        throw failure;
      }
      started = true;
    }
  }
}
