package io.gypsum.server.metrics;

import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import io.gypsum.core.document.Md5;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.retry.Deadline;
import io.gypsum.store.ByteRange;
import io.gypsum.store.Content;
import io.gypsum.store.ForwardingStore;
import io.gypsum.store.ListEntry;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.PutCondition;
import io.gypsum.store.PutResult;
import io.gypsum.store.Store;
import io.gypsum.store.StoreException;
import io.gypsum.store.StoredObject;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

/**
 * Measures the operations of a store, with all their retries. Only a {@link StoreException} counts as a failure: an unmet
 * condition or an invalid request of a client is not a failure of the store. A get is measured until the object is open, a
 * listing until its first entry; a listing that fails later counts as an additional failed operation.
 */
public final class MeteredStore extends ForwardingStore {
  /** Upper bounds of the duration buckets. */
  private static final Duration[] BUCKETS = {
      Duration.ofMillis(1), Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofSeconds(1),
      Duration.ofSeconds(10)};

  private final Store delegate;
  private final Timers timers;

  private enum Operation {
    HEAD, GET, LIST, PUT, COPY, CONCATENATE, DELETE, SYNC
  }

  /** The timers of all operations. They exist from the start, so that the first failure appears as an increase. */
  private static final class Timers {
    private final Map<Operation, Timer> ok = new EnumMap<>(Operation.class);
    private final Map<Operation, Timer> failed = new EnumMap<>(Operation.class);

    Timers(MeterRegistry registry) {
      for (Operation operation : Operation.values()) {
        ok.put(operation, timer(registry, operation, "ok"));
        failed.put(operation, timer(registry, operation, "failed"));
      }
    }

    private static Timer timer(MeterRegistry registry, Operation operation, String outcome) {
      return Timer.builder("store.operations")
          .description("Durations of operations of the store, including retries")
          .tag("operation", operation.name().toLowerCase(Locale.ROOT))
          .tag("outcome", outcome)
          .serviceLevelObjectives(BUCKETS)
          .register(registry);
    }

    void record(Operation operation, boolean isOk, long startNanos) {
      Objects.requireNonNull((isOk ? ok : failed).get(operation))
          .record(Duration.ofNanos(System.nanoTime() - startNanos));
    }
  }

  public MeteredStore(Store delegate, MeterRegistry registry) {
    this(delegate, new Timers(registry));
  }

  private MeteredStore(Store delegate, Timers timers) {
    super(delegate);
    this.delegate = delegate;
    this.timers = timers;
  }

  @Override
  public Store withDeadline(Deadline deadline) {
    return new MeteredStore(delegate.withDeadline(deadline), timers);
  }

  @Override
  public Store withDeferredSync() {
    return new MeteredStore(delegate.withDeferredSync(), timers);
  }

  @Override
  public void sync() {
    Object _ = measure(Operation.SYNC, () -> {
      delegate.sync();
      return delegate;
    });
  }

  @Override
  public Optional<ObjectInfo> head(Key key) {
    return measure(Operation.HEAD, () -> delegate.head(key));
  }

  @Override
  public Optional<StoredObject> get(Key key, ByteRange range) {
    return measure(Operation.GET, () -> delegate.get(key, range));
  }

  @Override
  public PutResult put(Key key, Content content, PutCondition condition) {
    return measure(Operation.PUT, () -> delegate.put(key, content, condition));
  }

  @Override
  public boolean copy(Key from, Key to) {
    return measure(Operation.COPY, () -> delegate.copy(from, to));
  }

  @Override
  public PutResult concatenate(
      List<Key> parts, Key to, long sizeBytes, @Nullable Md5 md5, PutCondition condition) {
    return measure(
        Operation.CONCATENATE, () -> delegate.concatenate(parts, to, sizeBytes, md5, condition));
  }

  @Override
  public void delete(Collection<Key> keys) {
    Object _ = measure(Operation.DELETE, () -> {
      delegate.delete(keys);
      return keys;
    });
  }

  @Override
  public Stream<ObjectEntry> list(Prefix prefix, @Nullable String startAfter) {
    return measured(() -> delegate.list(prefix, startAfter));
  }

  @Override
  public Stream<ListEntry> listLevel(Prefix prefix, @Nullable String startAfter) {
    return measured(() -> delegate.listLevel(prefix, startAfter));
  }

  private <T> T measure(Operation operation, Supplier<T> call) {
    long startNanos = System.nanoTime();
    boolean isOk = true;
    try {
      return call.get();
    } catch (StoreException e) {
      isOk = false;
      throw e;
    } finally {
      timers.record(operation, isOk, startNanos);
    }
  }

  private <E> Stream<E> measured(Supplier<Stream<E>> call) {
    MeteredListing<E> listing = new MeteredListing<>(call);
    return StreamSupport.stream(listing, false).onClose(listing::close);
  }

  /** A listing that is opened when its first entry is requested. Not thread-safe. */
  private final class MeteredListing<E> extends Spliterators.AbstractSpliterator<E> {
    private final Supplier<Stream<E>> call;
    private @Nullable Stream<E> stream;
    private @Nullable Iterator<E> entries;

    MeteredListing(Supplier<Stream<E>> call) {
      super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.DISTINCT | Spliterator.NONNULL);
      this.call = call;
    }

    @Override
    public boolean tryAdvance(Consumer<? super E> action) {
      Iterator<E> open = entries;
      boolean hasNext;
      if (open == null) {
        open = measure(Operation.LIST, this::open);
        entries = open;
        hasNext = open.hasNext();
      } else {
        hasNext = hasNext(open);
      }
      if (hasNext) {
        action.accept(open.next());
      }
      return hasNext;
    }

    private Iterator<E> open() {
      Stream<E> opened = call.get();
      stream = opened;
      Iterator<E> first = opened.iterator();
      // Requests the first page.
      boolean _ = first.hasNext();
      return first;
    }

    private boolean hasNext(Iterator<E> open) {
      long startNanos = System.nanoTime();
      try {
        return open.hasNext();
      } catch (StoreException e) {
        timers.record(Operation.LIST, false, startNanos);
        throw e;
      }
    }

    private void close() {
      if (stream != null) {
        stream.close();
      }
    }
  }
}
