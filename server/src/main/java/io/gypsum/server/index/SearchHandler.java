package io.gypsum.server.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import io.gypsum.core.GypsumException;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.metadata.SearchHit;
import io.gypsum.metadata.SearchHits;
import io.gypsum.metadata.SearchOptions;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Handler;
import io.gypsum.server.http.QueryParameters;
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
    boolean documents = QueryParameters.bool(exchange, "documents", false);
    int maxLimit = documents ? MAX_LIMIT_WITH_DOCUMENTS : MAX_LIMIT;
    SearchOptions options =
        search.limits()
            .withAllVersions(!QueryParameters.bool(exchange, "latest", true))
            .withDocuments(documents)
            .withLimit(
                QueryParameters.number(exchange, "limit", DEFAULT_LIMIT, 1, maxLimit))
            .withAfter(exchange.queryParameter("after"));
    PublishedDatabase database = search.database(exchange.queryParameter("class"));
    byte[] page =
        search.lane()
            .turns(exchange::isAbandoned)
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
}
