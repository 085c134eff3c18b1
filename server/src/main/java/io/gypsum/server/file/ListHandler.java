package io.gypsum.server.file;

import java.io.IOException;
import java.util.Iterator;
import java.util.stream.Stream;

import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.name.Prefix;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Handler;
import io.gypsum.store.ListEntry;
import io.gypsum.store.ReadStore;
import org.jspecify.annotations.Nullable;

/** {@code GET /list?prefix=&recursive=}: streams a listing of the store as one JSON array of strings. */
public final class ListHandler implements Handler {
  private final ReadStore store;

  public ListHandler(ReadStore store) {
    this.store = store;
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    @Nullable String prefix = exchange.queryParameter("prefix");
    boolean recursive = "true".equals(exchange.queryParameter("recursive"));
    Prefix below = new Prefix(prefix == null ? "" : prefix);
    exchange.setHeader("Cache-Control", "no-cache");
    exchange.stream(
        "application/json", out -> JsonOutput.stream(
            out, json -> {
              try (Stream<? extends ListEntry> entries =
                  recursive ? store.list(below) : store.listLevel(below)) {
                json.writeStartArray();
                for (Iterator<? extends ListEntry> each = entries.iterator(); each.hasNext();) {
                  json.writeString(each.next().text());
                }
                json.writeEndArray();
              }
            }));
  }
}
