package io.gypsum.client.store;

import java.util.Optional;
import java.util.stream.Stream;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.HttpTransport;
import io.gypsum.client.http.Repeat;
import io.gypsum.core.json.JsonInput;
import io.gypsum.store.KeyOrder;
import io.gypsum.store.ListEntry;
import org.jspecify.annotations.Nullable;

/** One level of a bucket. Servers on engines that tell keys and prefixes apart do not sort the two together. */
final class LevelListing {
  private final HttpTransport http;
  private final ListedNames names;
  private final @Nullable String startAfter;

  LevelListing(HttpTransport http, ListedNames names, @Nullable String startAfter) {
    this.http = http;
    this.names = names;
    this.startAfter = startAfter;
  }

  Stream<ListEntry> stream() {
    try {
      return http.sendForJson(names.call(), Repeat.ALWAYS, in -> in.array(JsonInput::string))
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
    return startAfter == null || KeyOrder.INSTANCE.compare(text, startAfter) > 0;
  }
}
