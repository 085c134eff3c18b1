package io.gypsum.client.store;

import java.util.Optional;
import java.util.stream.Stream;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.Call;
import io.gypsum.client.http.Http;
import io.gypsum.client.http.Repeat;
import io.gypsum.core.json.JsonInput;
import io.gypsum.store.KeyOrder;
import io.gypsum.store.ListEntry;
import io.gypsum.store.ListRequest;

/** One level of a bucket. Servers on engines that tell keys and prefixes apart do not sort the two together. */
final class LevelListing {
  private final Http http;
  private final Call call;
  private final ListRequest request;

  LevelListing(Http http, Call call, ListRequest request) {
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
