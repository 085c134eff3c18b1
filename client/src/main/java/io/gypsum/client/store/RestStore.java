package io.gypsum.client.store;

import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.ClientRequest;
import io.gypsum.client.http.ClientResponse;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.client.http.HttpTransport;
import io.gypsum.client.http.RangedSource;
import io.gypsum.client.http.ServerUrl;
import io.gypsum.core.GypsumException;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.retry.CallKind;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.ByteRange;
import io.gypsum.store.ETag;
import io.gypsum.store.ListEntry;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.ReadStore;
import io.gypsum.store.StoreException;
import io.gypsum.store.StoredObject;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bucket of any gypsum server through its {@code /file} and {@code /list} routes (docs/decisions/0009-rest-store.md).
 * An object is absent only if the server answers 404; any other failure is thrown. Listings contain neither sizes nor times;
 * a one-level listing is held in memory.
 */
public final class RestStore implements ReadStore {
  private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");
  private static final Pattern TAG = Pattern.compile("(?:W/)?\"([\\x21\\x23-\\x7e]+)\"");
  private static final Pattern TIME = Pattern.compile(".+");

  private final HttpTransport http;
  private final ServerUrl server;

  public RestStore(HttpTransport http, ServerUrl server) {
    this.http = http;
    this.server = server;
  }

  @Override
  public Optional<ObjectInfo> head(Key key) {
    ClientRequest request =
        ClientRequest.head("read the attributes of " + key, server.file(key));
    return found(
        () -> Optional.of(
            http.send(
                request, CallKind.READ,
                response -> info(request, key, response))));
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
      ObjectInfo info = info(ranged, key, response);
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

  private static <T> Optional<T> found(Supplier<Optional<T>> read) {
    try {
      return read.get();
    } catch (RequestFailedException e) {
      if (e.kind() == GypsumException.Kind.NOT_FOUND) {
        return Optional.empty();
      }
      throw failure(e);
    }
  }

  /**
   * Reads the attributes of an object from the headers of a response.
   *
   * @throws RequestFailedException CORRUPT if a header that every server sends is missing or malformed
   */
  private static ObjectInfo info(ClientRequest request, Key key, ClientResponse response) {
    return new ObjectInfo(
        key, sizeBytes(request, response), etag(request, response),
        lastModified(request, response));
  }

  private static long sizeBytes(ClientRequest request, ClientResponse response) {
    if (response.isPartial()) {
      return RangedSource.ContentRange.of(request.action(), response)
          .totalBytes()
          .orElseThrow(
              () -> HttpErrors.unexpectedResponse(
                  request.action(), "the header Content-Range does not contain the total size"));
    }
    return Long.parseLong(match("Content-Length", LENGTH, request, response).group());
  }

  private static ETag etag(ClientRequest request, ClientResponse response) {
    // Proxies weaken the tags of responses that they pass on without changing the content.
    return new ETag(match("ETag", TAG, request, response).group(1));
  }

  private static Instant lastModified(ClientRequest request, ClientResponse response) {
    String text = match("Last-Modified", TIME, request, response).group();
    try {
      return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    } catch (DateTimeException e) {
      throw HttpErrors.unexpectedResponse(
          request.action(), "expected a date in the header Last-Modified, found '" + text + "'");
    }
  }

  private static Matcher match(
      String header, Pattern pattern, ClientRequest request, ClientResponse response) {
    String found = response.header(header);
    Matcher matcher = pattern.matcher(found == null ? "" : found);
    if (!matcher.matches()) {
      throw HttpErrors.unexpectedResponse(
          request.action(),
          "the header " + header
              + (found == null ? " is missing" : " is malformed: '" + found + "'"));
    }
    return matcher;
  }

  static StoreException failure(RequestFailedException cause) {
    return new StoreException(
        cause.reason(), CallOutcome.NOT_DONE, cause.isRetryable(), cause);
  }

  @Override
  public Stream<ObjectEntry> list(Prefix prefix, @Nullable String startAfter) {
    if (!canStartKey(prefix)) {
      return Stream.empty();
    }
    return listing(prefix, true, startAfter).recursive();
  }

  /** The request is sent when the stream is read. */
  @Override
  public Stream<ListEntry> listLevel(Prefix prefix, @Nullable String startAfter) {
    if (!canStartKey(prefix)) {
      return Stream.empty();
    }
    return Stream.of(listing(prefix, false, startAfter)).flatMap(RestListing::oneLevel);
  }

  private RestListing listing(Prefix prefix, boolean recursive, @Nullable String startAfter) {
    ClientRequest request =
        ClientRequest.get("list '" + prefix + "'", server.list(prefix, recursive));
    return new RestListing(http, request, prefix, startAfter);
  }

  /** Returns whether a key can start with {@code prefix}; a server may reject a prefix with which no key can start. */
  private static boolean canStartKey(Prefix prefix) {
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
