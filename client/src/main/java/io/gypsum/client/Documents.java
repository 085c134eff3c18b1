package io.gypsum.client;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.ClientRequest;
import io.gypsum.client.http.HttpTransport;
import io.gypsum.client.http.Repeat;
import io.gypsum.client.http.ServerUrl;
import io.gypsum.core.GypsumException;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.name.Key;

/** Reads the JSON documents of the bucket. */
final class Documents {
  private final HttpTransport http;
  private final ServerUrl server;

  Documents(HttpTransport http, ServerUrl server) {
    this.http = http;
    this.server = server;
  }

  /** A document and the bytes that it came as, which are not those that we would write. */
  static final class Fetched<T> {
    private final T document;
    private final byte[] bytes;

    private Fetched(T document, byte[] bytes) {
      this.document = document;
      this.bytes = bytes;
    }

    T document() {
      return document;
    }

    /** Not to be changed. */
    byte[] bytes() {
      return bytes;
    }
  }

  /** @throws RequestFailedException NOT_FOUND when there is none */
  <T> T fetch(Key key, Function<JsonInput, T> document) {
    return naming(key, () -> http.sendForJson(call(key), Repeat.ALWAYS, document));
  }

  /** @throws RequestFailedException NOT_FOUND when there is none */
  <T> Fetched<T> fetchWithBytes(Key key, Function<JsonInput, T> document) {
    return naming(key, () -> fetch(call(key), document));
  }

  /** Who misses a document misses what it is about, and knows that by its own name. */
  private static <T> T naming(Key key, Supplier<T> fetching) {
    try {
      return fetching.get();
    } catch (RequestFailedException e) {
      String text = key.value();
      int end = text.lastIndexOf('/');
      if (e.kind() != GypsumException.Kind.NOT_FOUND || end < 0) {
        throw e;
      }
      String what = switch (text.substring(end + 1)) {
        case "..summary", "..manifest" -> "version";
        case "..permissions", "..quota", "..usage" -> "project";
        default -> "";
      };
      if (what.isEmpty()) {
        throw e;
      }
      throw e.withProblem("there is no " + what + " '" + text.substring(0, end) + "'");
    }
  }

  <T> Fetched<T> fetch(ClientRequest call, Function<JsonInput, T> document) {
    return http.send(
        call, Repeat.ALWAYS, answer -> {
          byte[] bytes = answer.body().readAllBytes();
          return new Fetched<>(JsonInput.read(bytes, document), bytes);
        });
  }

  /** Empty only when the server says that there is none: no other failure is taken for that. */
  <T> Optional<T> fetchIfThere(Key key, Function<JsonInput, T> document) {
    return ifThere(() -> fetch(key, document));
  }

  /** @see #fetchIfThere */
  <T> Optional<Fetched<T>> fetchWithBytesIfThere(Key key, Function<JsonInput, T> document) {
    return ifThere(() -> fetchWithBytes(key, document));
  }

  private static <T> Optional<T> ifThere(Supplier<T> fetching) {
    try {
      return Optional.of(fetching.get());
    } catch (RequestFailedException e) {
      if (e.kind() == GypsumException.Kind.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private ClientRequest call(Key key) {
    return ClientRequest.get("read " + key, server.file(key));
  }
}
