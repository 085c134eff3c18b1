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

/** A listing that, when it fails, is asked for again from behind its last entry. Not thread-safe. */
final class ResumingListing extends Spliterators.AbstractSpliterator<ListEntry> {
  private final Function<ListRequest, Stream<ListEntry>> list;
  private final Retrier retrier;
  private ListRequest rest;
  private @Nullable Stream<ListEntry> stream;
  private @Nullable Iterator<ListEntry> entries;

  ResumingListing(
      Function<ListRequest, Stream<ListEntry>> list, ListRequest request,
      Retrier retrier) {
    super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.DISTINCT | Spliterator.NONNULL);
    this.list = list;
    this.rest = request;
    this.retrier = retrier;
  }

  Stream<ListEntry> stream() {
    return StreamSupport.stream(this, false).onClose(this::close);
  }

  @Override
  public boolean tryAdvance(Consumer<? super ListEntry> action) {
    ListEntry entry = next();
    if (entry == null) {
      return false;
    }
    rest = new ListRequest(rest.prefix(), rest.recursive(), entry.text());
    action.accept(entry);
    return true;
  }

  private @Nullable ListEntry next() {
    Retrier.Attempts attempts = null;
    while (true) {
      try {
        Iterator<ListEntry> open = open();
        return open.hasNext() ? open.next() : null;
      } catch (StoreException e) {
        close();
        attempts = attempts == null ? retrier.begin(CallKind.READ) : attempts;
        attempts.backOff(e);
      }
    }
  }

  private Iterator<ListEntry> open() {
    if (entries == null) {
      stream = list.apply(rest);
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
