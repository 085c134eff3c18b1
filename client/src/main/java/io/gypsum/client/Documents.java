package io.gypsum.client;

import java.util.Optional;
import java.util.function.Function;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.Address;
import io.gypsum.client.http.Call;
import io.gypsum.client.http.Http;
import io.gypsum.client.http.Repeat;
import io.gypsum.core.GypsumException;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.name.Key;

/** Reads the JSON documents of the bucket. */
final class Documents {
  private final Http http;
  private final Address server;

  Documents(Http http, Address server) {
    this.http = http;
    this.server = server;
  }

  /** @throws RequestFailedException NOT_FOUND when there is none */
  <T> T fetch(Key key, Function<JsonInput, T> document) {
    return http.sendForJson(
        Call.get("read " + key, server.file(key)), Repeat.ALWAYS, document);
  }

  /** Empty only when the server says that there is none: no other failure is taken for that. */
  <T> Optional<T> fetchIfThere(Key key, Function<JsonInput, T> document) {
    try {
      return Optional.of(fetch(key, document));
    } catch (RequestFailedException e) {
      if (e.kind() == GypsumException.Kind.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
