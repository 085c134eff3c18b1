package io.gypsum.client.store;

import java.util.Optional;
import java.util.stream.Stream;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.ClientRequest;
import io.gypsum.client.http.HttpTransport;
import io.gypsum.client.http.Repeat;
import io.gypsum.core.json.JsonInput;
import io.gypsum.store.KeyOrder;
import io.gypsum.store.ListEntry;
import io.gypsum.store.ListRequest;

/** One level of a bucket. Servers on engines that tell keys and prefixes apart do not sort the two together. */
final class LevelListing {
  private final HttpTransport http;
  private final ClientRequest call;
  private final ListRequest request;

  LevelListing(HttpTransport http, ClientRequest call, ListRequest request) {
    this.http = http;
    this.call = call;
    this.request = request;
  }

  Stream<ListEntry> stream() {
    ListedNames names = new ListedNames(call, request);
    try {
      return http.sendForJson(call, Repeat.ALWAYS, in -> in.array(JsonInput::string))
          .stream()
          .filter(this::isAsked)
          .sorted(KeyOrder.INSTANCE)
          .map(names::entry)
          .flatMap(Optional::stream)
          .toList()
          .stream();
    } catch (RequestFailedException e) {
      throw RestStore.failure(e);
    }
  }

  private boolean isAsked(String text) {
    String after = request.startAfter();
    return after == null || KeyOrder.INSTANCE.compare(text, after) > 0;
  }
}
