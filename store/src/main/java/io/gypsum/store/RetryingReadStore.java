package io.gypsum.store;

import java.util.Iterator;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.retry.CallKind;
import io.gypsum.core.retry.Retrier;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.ListEntry.PrefixEntry;
import org.jspecify.annotations.Nullable;

/**
 * Retries reads that failed with a retryable failure. A listing that fails is resumed after its last entry. A body that
 * fails while it is read is not resumed.
 *
 * <p>The last failure is thrown when no attempt is left or the thread is interrupted while it waits.
 */
public final class RetryingReadStore extends ForwardingReadStore {
  private final Retrier retrier;

  /** Retries according to {@link RetryingStore#DEFAULT_POLICY}. */
  public RetryingReadStore(ReadStore delegate) {
    this(delegate, Retrier.of(RetryingStore.DEFAULT_POLICY));
  }

  RetryingReadStore(ReadStore delegate, Retrier retrier) {
    super(delegate);
    this.retrier = retrier;
  }

  @Override
  public Optional<ObjectInfo> head(Key key) {
    return retrier.call(CallKind.READ, () -> super.head(key));
  }

  @Override
  public Optional<StoredObject> get(Key key, ByteRange range) {
    return retrier.call(CallKind.READ, () -> super.get(key, range));
  }

  @Override
  public Stream<ObjectEntry> list(Prefix prefix, @Nullable String startAfter) {
    return new ResumingListing<>(after -> super.list(prefix, after), startAfter, retrier)
        .stream();
  }

  @Override
  public Stream<ListEntry> listLevel(Prefix prefix, @Nullable String startAfter) {
    return new ResumingListing<>(after -> super.listLevel(prefix, after), startAfter, retrier)
        .stream();
  }

  @Override
  public Stream<PrefixEntry> listMarkers(Prefix prefix, @Nullable String startAfter) {
    return new ResumingListing<>(after -> super.listMarkers(prefix, after), startAfter, retrier)
        .stream();
  }

  @Override
  public Optional<LocalFile> localFile(Key key) {
    return retrier.call(CallKind.READ, () -> super.localFile(key));
  }

  /** A listing that is resumed after its last entry when it fails. Not thread-safe. */
  private static final class ResumingListing<E extends ListEntry>
      extends Spliterators.AbstractSpliterator<E> {
    private final Function<@Nullable String, Stream<E>> listAfter;
    private final Retrier retrier;
    private @Nullable String last;
    private @Nullable Stream<E> stream;
    private @Nullable Iterator<E> entries;

    /**
     * @param listAfter lists the entries that sort strictly after a text; all entries for null
     * @param startAfter where to start; null for the first entry
     */
    ResumingListing(
        Function<@Nullable String, Stream<E>> listAfter, @Nullable String startAfter,
        Retrier retrier) {
      super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.DISTINCT | Spliterator.NONNULL);
      this.listAfter = listAfter;
      this.last = startAfter;
      this.retrier = retrier;
    }

    Stream<E> stream() {
      return StreamSupport.stream(this, false).onClose(this::close);
    }

    @Override
    public boolean tryAdvance(Consumer<? super E> action) {
      E entry = next();
      if (entry == null) {
        return false;
      }
      last = entry.text();
      action.accept(entry);
      return true;
    }

    private @Nullable E next() {
      Retrier.Attempts attempts = null;
      while (true) {
        try {
          Iterator<E> open = open();
          return open.hasNext() ? open.next() : null;
        } catch (StoreException e) {
          close();
          attempts = attempts == null ? retrier.begin(CallKind.READ) : attempts;
          attempts.backOff(e);
        }
      }
    }

    private Iterator<E> open() {
      if (entries == null) {
        stream = listAfter.apply(last);
        entries = stream.iterator();
      }
      return entries;
    }

    private void close() {
      if (stream != null) {
        stream.close();
      }
      stream = null;
      entries = null;
    }
  }
}
