package io.gypsum.client.store;

import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.client.http.HttpTransport;
import io.gypsum.client.http.ClientResponse;
import io.gypsum.core.json.JsonStringArray;
import io.gypsum.core.json.MalformedJsonException;
import io.gypsum.store.KeyOrder;
import io.gypsum.store.ListEntry.ObjectEntry;
import org.jspecify.annotations.Nullable;

/**
 * All keys below a prefix as they come, one held at a time. When an answer breaks, the server is asked again and what was
 * there before is passed over. Not thread-safe.
 */
final class KeyListing extends Spliterators.AbstractSpliterator<ObjectEntry> {
  private final HttpTransport http;
  private final ListedNames names;
  /** What all that is still to come sorts after; null for nothing. */
  private @Nullable String last;
  private @Nullable Opened opened;
  private boolean isOver;

  KeyListing(HttpTransport http, ListedNames names, @Nullable String startAfter) {
    super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.DISTINCT | Spliterator.NONNULL);
    this.http = http;
    this.names = names;
    this.last = startAfter;
  }

  /** One answer and how far it was read. */
  private static final class Opened {
    private final ClientResponse answer;
    private final JsonStringArray texts;
    private @Nullable String previous;

    private Opened(ClientResponse answer) {
      this.answer = answer;
      this.texts = JsonStringArray.open(answer.body());
    }
  }

  Stream<ObjectEntry> stream() {
    return StreamSupport.stream(this, false).onClose(this::close);
  }

  @Override
  public boolean tryAdvance(Consumer<? super ObjectEntry> action) {
    if (isOver) {
      return false;
    }
    Optional<ObjectEntry> entry;
    try {
      entry = http.retry(this::next);
    } catch (RequestFailedException e) {
      throw RestStore.failure(e);
    }
    entry.ifPresent(action);
    return entry.isPresent();
  }

  /** Empty at the end. After a failure the next try begins with a new answer. */
  private Optional<ObjectEntry> next() {
    Opened now = opened;
    if (now == null) {
      now = new Opened(http.openOnce(names.call()));
      opened = now;
    }
    try {
      return next(now);
    } catch (MalformedJsonException e) {
      close();
      throw HttpErrors.unexpectedResponse(names.call().action(), e.problem());
    } catch (UncheckedIOException e) {
      close();
      throw now.answer.failure(e);
    } catch (RequestFailedException e) {
      close();
      throw e;
    }
  }

  private Optional<ObjectEntry> next(Opened now) {
    while (true) {
      Optional<String> text = now.texts.next();
      if (text.isEmpty()) {
        isOver = true;
        close();
        return Optional.empty();
      }
      String found = text.get();
      if (now.previous != null && KeyOrder.INSTANCE.compare(found, now.previous) <= 0) {
        throw HttpErrors.unexpectedResponse(
            names.call().action(),
            "expected keys in order, found '" + found + "' after '" + now.previous
                + "'");
      }
      now.previous = found;
      if (last == null || KeyOrder.INSTANCE.compare(found, last) > 0) {
        last = found;
        Optional<ObjectEntry> entry = names.object(found);
        if (entry.isPresent()) {
          return entry;
        }
      }
    }
  }

  private void close() {
    Opened now = opened;
    opened = null;
    if (now != null) {
      now.answer.close();
    }
  }
}
