package io.gypsum.client.store;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.ClientRequest;
import io.gypsum.client.http.ClientResponse;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.client.http.HttpTransport;
import io.gypsum.client.http.ResponseLimits;
import io.gypsum.core.GypsumException;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonStringArray;
import io.gypsum.core.json.MalformedJsonException;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.retry.CallKind;
import io.gypsum.store.KeyOrder;
import io.gypsum.store.ListEntry;
import io.gypsum.store.ListEntry.ObjectEntry;
import org.jspecify.annotations.Nullable;

/** Listings of a server's {@code /list} route, which returns only names, and always from the first one. */
final class RestListing {
  private final HttpTransport http;
  private final ClientRequest request;
  private final Prefix prefix;
  private final @Nullable String startAfter;

  /** @param startAfter entries up to this one are left out; null for none */
  RestListing(
      HttpTransport http, ClientRequest request, Prefix prefix, @Nullable String startAfter) {
    this.http = http;
    this.request = request;
    this.prefix = prefix;
    this.startAfter = startAfter;
  }

  /** Lists all objects below the prefix in the order of their keys. Only one key is held in memory. */
  Stream<ObjectEntry> recursive() {
    KeySpliterator keys = new KeySpliterator();
    return StreamSupport.stream(keys, false).onClose(keys::close);
  }

  /** Lists one level. All of it is held in memory, since some servers do not sort objects and prefixes together. */
  Stream<ListEntry> oneLevel() {
    try {
      return http.sendForJson(request, CallKind.READ, this::names)
          .stream()
          .filter(text -> isAfter(text, startAfter))
          .sorted(KeyOrder.INSTANCE)
          .map(this::entry)
          .flatMap(Optional::stream)
          .toList()
          .stream();
    } catch (RequestFailedException e) {
      throw RestStore.failure(e);
    }
  }

  private List<String> names(JsonInput in) {
    ResponseLimits.NameList names = new ResponseLimits.NameList(request.action());
    return in.array(item -> {
      String name = item.string();
      names.add(name);
      return name;
    });
  }

  private static boolean isAfter(String text, @Nullable String last) {
    return last == null || KeyOrder.INSTANCE.compare(text, last) > 0;
  }

  private Optional<ListEntry> entry(String text) {
    if (text.endsWith("/") && text.length() > prefix.value().length()) {
      requirePrefix(text);
      return Optional.of(new ListEntry.PrefixEntry(new Prefix(text)));
    }
    return object(text).map(object -> object);
  }

  /** Returns empty for a name that is not a valid key: gypsum cannot have created that object. */
  private Optional<ObjectEntry> object(String text) {
    requirePrefix(text);
    try {
      return Optional.of(new ObjectEntry(new Key(text)));
    } catch (GypsumException e) {
      System.getLogger("io.gypsum.client")
          .log(System.Logger.Level.DEBUG, () -> request.action() + ": ignored: " + e.reason());
      return Optional.empty();
    }
  }

  private void requirePrefix(String text) {
    if (!text.startsWith(prefix.value())) {
      throw HttpErrors.unexpectedResponse(
          request.action(),
          "expected a name that starts with '" + prefix + "', found '" + text + "'");
    }
  }

  /**
   * The keys of a recursive listing, read while the response is received. If the connection breaks, the listing is requested
   * again and the keys that were already returned are skipped. Not thread-safe.
   */
  private final class KeySpliterator extends Spliterators.AbstractSpliterator<ObjectEntry> {
    /** All further keys sort after this one; null if it is the first. */
    private @Nullable String last = startAfter;
    private @Nullable OpenListing listing;
    private boolean finished;

    KeySpliterator() {
      super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.DISTINCT | Spliterator.NONNULL);
    }

    @Override
    public boolean tryAdvance(Consumer<? super ObjectEntry> action) {
      if (finished) {
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

    /** Returns empty at the end. The first attempt after a failure sends a new request. */
    private Optional<ObjectEntry> next() {
      OpenListing current = listing;
      if (current == null) {
        current = new OpenListing(http.openOnce(request), request.action());
        listing = current;
      }
      try {
        return next(current);
      } catch (MalformedJsonException e) {
        close();
        throw HttpErrors.unexpectedResponse(request.action(), e.problem());
      } catch (UncheckedIOException e) {
        close();
        throw current.response.failure(e);
      } catch (RequestFailedException e) {
        close();
        throw e;
      }
    }

    private Optional<ObjectEntry> next(OpenListing current) {
      while (true) {
        Optional<String> text = current.names.next();
        if (text.isEmpty()) {
          finished = true;
          close();
          return Optional.empty();
        }
        String found = text.get();
        if (!isAfter(found, current.previous)) {
          throw HttpErrors.unexpectedResponse(
              request.action(),
              "expected keys in order, found '" + found + "' after '" + current.previous + "'");
        }
        current.previous = found;
        if (isAfter(found, last)) {
          last = found;
          Optional<ObjectEntry> entry = object(found);
          if (entry.isPresent()) {
            return entry;
          }
        }
      }
    }

    private void close() {
      OpenListing current = listing;
      listing = null;
      if (current != null) {
        current.response.close();
      }
    }
  }

  /** One response and its position. */
  private static final class OpenListing {
    private final ClientResponse response;
    private final JsonStringArray names;
    private @Nullable String previous;

    OpenListing(ClientResponse response, String action) {
      this.response = response;
      this.names =
          JsonStringArray.open(
              ResponseLimits.limit(
                  response.body(), ResponseLimits.STREAMED_LISTING_BYTES, action));
    }
  }
}
