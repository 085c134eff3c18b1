package io.gypsum.server.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.metadata.SearchHit;
import io.gypsum.metadata.SearchHits;
import io.gypsum.metadata.SearchOptions;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Handler;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Handles {@code GET /search?q=&class=&latest=&documents=&limit=&after=}. */
final class SearchHandler implements Handler {
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 1_000;
  /** A page is collected in memory, and documents may be long. */
  private static final int MAX_LIMIT_WITH_DOCUMENTS = 100;

  private final IndexSearch search;

  SearchHandler(IndexSearch search) {
    this.search = search;
  }

  /** @param next the cursor of the next page; null if there are no more hits */
  private record SearchPage(List<SearchHit> hits, @Nullable String next) implements JsonWritable {
    @Override
    public void writeTo(JsonGenerator out) {
      out.writeStartObject();
      out.writeName("hits").writeStartArray();
      hits.forEach(hit -> hit.writeTo(out));
      out.writeEndArray();
      if (next != null) {
        out.writeStringProperty("next", next);
      }
      out.writeEndObject();
    }
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    String query = exchange.queryParameter("q");
    if (query == null) {
      throw GypsumException.invalid(
          "missing query parameter 'q': expected a query, as in /search?q=mouse+brain");
    }
    boolean documents = booleanParameter(exchange, "documents", false);
    SearchOptions options =
        search.limits()
            .withAllVersions(!booleanParameter(exchange, "latest", true))
            .withDocuments(documents)
            .withLimit(limit(exchange, documents ? MAX_LIMIT_WITH_DOCUMENTS : MAX_LIMIT))
            .withAfter(exchange.queryParameter("after"));
    PublishedDatabase database = search.database(exchange.queryParameter("class"));
    byte[] page =
        search.lane().turns(exchange::isAbandoned)
            .run(() -> JsonOutput.bytes(page(database, query, options)));
    exchange.sendBytes(200, "application/json", page);
  }

  private SearchPage page(
      PublishedDatabase database, String query, SearchOptions options) {
    try (SearchHits hits = database.search(search.parse(query), options)) {
      List<SearchHit> page = new ArrayList<>();
      while (hits.hasNext()) {
        page.add(hits.next());
      }
      return new SearchPage(page, hits.cursor().orElse(null));
    }
  }

  private static int limit(Exchange exchange, int max) {
    String text = exchange.queryParameter("limit");
    if (text == null) {
      return Math.min(DEFAULT_LIMIT, max);
    }
    if (text.matches("\\d{1,9}")) {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= max) {
        return limit;
      }
    }
    throw invalidParameter("limit", text, "a number from 1 to " + max);
  }

  private static boolean booleanParameter(
      Exchange exchange, String name, boolean defaultValue) {
    @Nullable String text = exchange.queryParameter(name);
    if (text == null) {
      return defaultValue;
    }
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw invalidParameter(name, text, "'true' or 'false'");
    };
  }

  private static GypsumException invalidParameter(String name, String text, String expected) {
    return GypsumException.invalid(
        "invalid query parameter '" + name + "': expected " + expected + ", found '"
            + Printable.value(text) + "'");
  }
}
