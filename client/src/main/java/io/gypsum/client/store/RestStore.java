package io.gypsum.client.store;

import java.io.InputStream;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.ClientRequest;
import io.gypsum.client.http.ClientResponse;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.client.http.HttpTransport;
import io.gypsum.client.http.RangedSource;
import io.gypsum.client.http.Repeat;
import io.gypsum.client.http.ServerUrl;
import io.gypsum.core.GypsumException;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.ByteRange;
import io.gypsum.store.ListEntry;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.ReadStore;
import io.gypsum.store.StoreException;
import io.gypsum.store.StoredObject;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bucket of any gypsum server through its {@code /file} and {@code /list}. Only a 404 is absence. Sizes and times
 * are not in its listings; a listing of one level is held in memory, since not every server sorts it.
 */
public final class RestStore implements ReadStore {
  private final HttpTransport http;
  private final ServerUrl server;

  public RestStore(HttpTransport http, ServerUrl server) {
    this.http = http;
    this.server = server;
  }

  @Override
  public Optional<ObjectInfo> head(Key key) {
    ClientRequest call = ClientRequest.head("look at " + key, server.file(key));
    return found(
        () -> Optional.of(
            http.send(call, Repeat.ALWAYS, answer -> ObjectHeaders.info(call, key, answer))));
  }

  @Override
  public Optional<StoredObject> get(Key key, ByteRange range) {
    if (range.lengthBytes() == 0) {
      return head(key).map(RestStore::withoutBytes);
    }
    ClientRequest whole =
        ClientRequest.getFollowingRedirects("read " + key, server.file(key));
    ClientRequest ranged =
        range.equals(ByteRange.ALL)
            ? whole
            : RangedSource.ranged(whole, range.offset(), range.lengthBytes());
    return found(() -> {
      try {
        return Optional.of(open(whole, ranged, key, range));
      } catch (RequestFailedException e) {
        if (HttpErrors.isRangeNotSatisfiable(e)) {
          return head(key).map(RestStore::withoutBytes);
        }
        throw e;
      }
    });
  }

  private StoredObject open(
      ClientRequest whole, ClientRequest ranged, Key key, ByteRange range) {
    ClientResponse response = http.open(ranged);
    boolean opened = false;
    try {
      ObjectInfo info = ObjectHeaders.info(ranged, key, response);
      StoredObject object =
          new StoredObject(info, new ObjectBody(http, whole, info, range, response));
      opened = true;
      return object;
    } finally {
      if (!opened) {
        response.close();
      }
    }
  }

  private static StoredObject withoutBytes(ObjectInfo info) {
    return new StoredObject(info, InputStream.nullInputStream());
  }

  private static <T> Optional<T> found(Supplier<Optional<T>> asking) {
    try {
      return asking.get();
    } catch (RequestFailedException e) {
      if (e.kind() == GypsumException.Kind.NOT_FOUND) {
        return Optional.empty();
      }
      throw failure(e);
    }
  }

  static StoreException failure(RequestFailedException cause) {
    return new StoreException(
        cause.reason(), CallOutcome.NOT_DONE, cause.isRetryable(), cause);
  }

  @Override
  public Stream<ObjectEntry> list(Prefix prefix, @Nullable String startAfter) {
    if (!canBegin(prefix)) {
      return Stream.empty();
    }
    ListedNames names = new ListedNames(listing(prefix, true), prefix);
    return new KeyListing(http, names, startAfter).stream();
  }

  /** The request is sent when the stream is read. */
  @Override
  public Stream<ListEntry> listLevel(Prefix prefix, @Nullable String startAfter) {
    if (!canBegin(prefix)) {
      return Stream.empty();
    }
    ListedNames names = new ListedNames(listing(prefix, false), prefix);
    return Stream.of(names).flatMap(asked -> new LevelListing(http, asked, startAfter).stream());
  }

  private ClientRequest listing(Prefix prefix, boolean recursive) {
    return ClientRequest.get("list what is below '" + prefix + "'", server.list(prefix, recursive));
  }

  /** Whether a key can start with it; what no key can, the server need not understand. */
  private static boolean canBegin(Prefix prefix) {
    return isKey(prefix.value()) || isKey(prefix.value() + "x");
  }

  private static boolean isKey(String text) {
    try {
      return new Key(text).value().equals(text);
    } catch (GypsumException e) {
      return false;
    }
  }

  @Override
  public void close() {}

  @Override
  public String toString() {
    return "the bucket of " + server;
  }
}
