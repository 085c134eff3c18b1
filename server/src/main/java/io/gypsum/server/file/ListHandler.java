package io.gypsum.server.file;

import java.io.IOException;

import io.gypsum.core.name.Prefix;
import io.gypsum.server.compute.ComputeLane;
import io.gypsum.server.compute.PagedJson;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Handler;
import io.gypsum.store.ListEntry;
import io.gypsum.store.ReadStore;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /list?prefix=&recursive=}: streams a listing of the store as one JSON array of strings, one page after the
 * other.
 */
public final class ListHandler implements Handler {
  private final ReadStore store;
  private final ComputeLane lane;

  /** @param lane computes the pages */
  public ListHandler(ReadStore store, ComputeLane lane) {
    this.store = store;
    this.lane = lane;
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    @Nullable String prefix = exchange.queryParameter("prefix");
    boolean recursive = "true".equals(exchange.queryParameter("recursive"));
    Prefix below = new Prefix(prefix == null ? "" : prefix);
    exchange.setHeader("Cache-Control", "no-cache");
    PagedJson.Texts listing =
        new PagedJson.Texts(
            () -> (recursive ? store.list(below) : store.listLevel(below)).map(ListEntry::text));
    exchange.stream(
        "application/json",
        out -> PagedJson.send(lane.turns(exchange::isAbandoned), out, listing));
  }
}
