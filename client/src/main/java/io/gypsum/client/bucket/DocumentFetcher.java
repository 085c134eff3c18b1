package io.gypsum.client.bucket;

import java.io.InputStream;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.ClientRequest;
import io.gypsum.client.http.ClientResponse;
import io.gypsum.client.http.HttpTransport;
import io.gypsum.client.http.ResponseLimits;
import io.gypsum.client.http.ServerUrl;
import io.gypsum.core.GypsumException;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.name.Key;
import io.gypsum.core.retry.CallKind;

/** Fetches JSON documents of the bucket. Thread-safe. */
public final class DocumentFetcher {
  private final HttpTransport http;
  private final ServerUrl server;

  public DocumentFetcher(HttpTransport http, ServerUrl server) {
    this.http = http;
    this.server = server;
  }

  /** Returns whether every request fails because the client is configured to be offline. */
  boolean isOffline() {
    return http.isOffline();
  }

  /**
   * A document with the bytes of the response, which the cache keeps unchanged. Another writer may have formatted the
   * document differently than this client does.
   */
  public static final class FetchedDocument<T> {
    private final T document;
    private final byte[] bytes;

    private FetchedDocument(T document, byte[] bytes) {
      this.document = document;
      this.bytes = bytes;
    }

    public T document() {
      return document;
    }

    /** Returns the internal array; callers must not change it. */
    public byte[] bytes() {
      return bytes;
    }
  }

  /**
   * Returns a document.
   *
   * @throws RequestFailedException NOT_FOUND if it does not exist
   */
  public <T> T fetch(Key key, Function<JsonInput, T> parser) {
    return explainingAbsence(
        key,
        () -> http.send(
            request(key), CallKind.READ,
            response -> JsonInput.read(body(response, request(key), maxBytes(key)), parser)));
  }

  /** Returns a document; empty only if the server answers that it does not exist. */
  public <T> Optional<T> find(Key key, Function<JsonInput, T> parser) {
    return emptyIfNotFound(() -> fetch(key, parser));
  }

  /**
   * Returns a document with its bytes.
   *
   * @throws RequestFailedException NOT_FOUND if it does not exist
   */
  public <T> FetchedDocument<T> fetchWithBytes(Key key, Function<JsonInput, T> parser) {
    return explainingAbsence(key, () -> fetchWithBytes(request(key), maxBytes(key), parser));
  }

  /** Returns a document with its bytes; empty only if the server answers that it does not exist. */
  public <T> Optional<FetchedDocument<T>> findWithBytes(Key key, Function<JsonInput, T> parser) {
    return emptyIfNotFound(() -> fetchWithBytes(key, parser));
  }

  /** Returns the document in the response to a request of any route, with its bytes. */
  public <T> FetchedDocument<T> fetchWithBytes(
      ClientRequest request, Function<JsonInput, T> parser) {
    return fetchWithBytes(request, ResponseLimits.DOCUMENT_BYTES, parser);
  }

  private <T> FetchedDocument<T> fetchWithBytes(
      ClientRequest request, long maxBytes, Function<JsonInput, T> parser) {
    return http.send(
        request, CallKind.READ, response -> {
          byte[] bytes = body(response, request, maxBytes).readAllBytes();
          return new FetchedDocument<>(JsonInput.read(bytes, parser), bytes);
        });
  }

  private static InputStream body(
      ClientResponse response, ClientRequest request, long maxBytes) {
    return ResponseLimits.limit(response.body(), maxBytes, request.action());
  }

  /** Returns the maximum size of a document, which depends on whether it grows with the number of files. */
  private static long maxBytes(Key key) {
    return switch (key.fileName()) {
      case "..manifest", "..links" -> ResponseLimits.largeDocumentBytes();
      default -> ResponseLimits.DOCUMENT_BYTES;
    };
  }

  private ClientRequest request(Key key) {
    return ClientRequest.get("read " + key, server.file(key));
  }

  /** Reports the missing version or project instead of "no such file", which is more helpful to the user. */
  private static <T> T explainingAbsence(Key key, Supplier<T> fetch) {
    try {
      return fetch.get();
    } catch (RequestFailedException e) {
      String text = key.value();
      int end = text.lastIndexOf('/');
      if (e.kind() != GypsumException.Kind.NOT_FOUND || end < 0) {
        throw e;
      }
      String missing = switch (text.substring(end + 1)) {
        case "..summary", "..manifest" -> "version";
        case "..permissions", "..quota", "..usage" -> "project";
        default -> "";
      };
      if (missing.isEmpty()) {
        throw e;
      }
      throw e.withProblem(missing + " '" + text.substring(0, end) + "' does not exist");
    }
  }

  private static <T> Optional<T> emptyIfNotFound(Supplier<T> fetch) {
    try {
      return Optional.of(fetch.get());
    } catch (RequestFailedException e) {
      if (e.kind() == GypsumException.Kind.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
