package io.gypsum.store;

import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import io.gypsum.core.retry.CallKind;
import io.gypsum.core.retry.Retrier;
import org.jspecify.annotations.Nullable;

/** A listing that resumes after its last entry when it fails. Not thread-safe. */
final class ResumingListing<E extends ListEntry> extends Spliterators.AbstractSpliterator<E> {
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
