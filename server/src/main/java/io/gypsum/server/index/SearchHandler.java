package io.gypsum.server.index;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.metadata.SearchHit;
import io.gypsum.metadata.SearchHits;
import io.gypsum.metadata.SearchOptions;
import io.gypsum.metadata.index.IndexClass;
import io.gypsum.metadata.search.TextQuery;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Handler;
import org.jspecify.annotations.Nullable;

/** {@code GET /search?q=&class=&latest=&documents=&limit=&after=}. */
final class SearchHandler implements Handler {
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 1_000;
  /** Documents may be long; they are not held longer than one page of them. */
  private static final int MAX_LIMIT_WITH_DOCUMENTS = 100;
  private static final Duration MAX_TIME = Duration.ofSeconds(10);

  private final Map<String, CurrentDatabase> byName = new LinkedHashMap<>();

  /** @param databases of the classes; the first is searched unless another is asked for */
  SearchHandler(Map<IndexClass, CurrentDatabase> databases) {
    databases.forEach(
        (kind, database) -> {
          byName.put(kind.baseName(), database);
          byName.putIfAbsent(kind.fileName(), database);
        });
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    String query = exchange.queryParameter("q");
    if (query == null) {
      throw GypsumException.invalid(
          "what to search for is missing: expected the parameter q, as in /search?q=mouse+brain");
    }
    boolean documents = bool(exchange, "documents", false);
    SearchOptions options =
        SearchOptions.DEFAULTS
            .withAllVersions(!bool(exchange, "latest", true))
            .withDocuments(documents)
            .withLimit(limit(exchange, documents ? MAX_LIMIT_WITH_DOCUMENTS : MAX_LIMIT))
            .withAfter(exchange.queryParameter("after"))
            .withTime(MAX_TIME);
    List<SearchHit> found = new ArrayList<>();
    String next;
    try (SearchHits hits = database(exchange).search(TextQuery.parse(query), options)) {
      while (hits.hasNext()) {
        found.add(hits.next());
      }
      next = hits.cursor().orElse(null);
    }
    exchange.sendJson(new SearchPage(found, next));
  }

  private CurrentDatabase database(Exchange exchange) {
    String name = exchange.queryParameter("class");
    if (name == null) {
      return byName.values().iterator().next();
    }
    CurrentDatabase database = byName.get(name);
    if (database == null) {
      throw GypsumException.notFound(
          "this server has no index of the class '" + Printable.value(name) + "', only of "
              + byName.keySet());
    }
    return database;
  }

  private static int limit(Exchange exchange, int most) {
    String text = exchange.queryParameter("limit");
    if (text == null) {
      return Math.min(DEFAULT_LIMIT, most);
    }
    if (text.matches("\\d{1,9}")) {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= most) {
        return limit;
      }
    }
    throw wrong("limit", text, "a number from 1 to " + most);
  }

  private static boolean bool(Exchange exchange, String name, boolean otherwise) {
    @Nullable String text = exchange.queryParameter(name);
    if (text == null) {
      return otherwise;
    }
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong(name, text, "true or false");
    };
  }

  private static GypsumException wrong(String name, String text, String expected) {
    return GypsumException.invalid(
        "the parameter " + name + " is '" + Printable.value(text) + "': expected " + expected);
  }
}
