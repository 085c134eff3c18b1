package io.gypsum.server.page.find;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

import io.gypsum.core.GypsumException;
import io.gypsum.metadata.DocumentCount;
import io.gypsum.metadata.SearchCounts;
import io.gypsum.metadata.SearchHit;
import io.gypsum.metadata.SearchHits;
import io.gypsum.metadata.SearchOptions;
import io.gypsum.metadata.search.CheckedQuery;
import io.gypsum.metadata.search.SearchClause.NameOf;
import io.gypsum.server.compute.ComputeTurns;
import io.gypsum.server.index.IndexSearch;
import io.gypsum.server.index.PublishedDatabase;
import org.jspecify.annotations.Nullable;

/**
 * Searches the index for a page, in the same lane and within the same limits as all other searches. Counts have tighter
 * limits, since the hits are useful without them. Thread-safe.
 */
public final class IndexFinder {
  public static final int PAGE_SIZE = 20;
  /** Hits after these are not shown: a better query finds them. */
  public static final int MAX_PAGE = 500;
  private static final int MAX_COUNTED_NAMES = 10;
  private static final Duration MAX_COUNT_TIME = Duration.ofSeconds(2);

  private final IndexSearch search;

  public IndexFinder(IndexSearch search) {
    this.search = search;
  }

  /** A document that was found. */
  public record FoundDocument(SearchHit hit, DocumentSummary summary) {}

  /**
   * Hits and their numbers.
   *
   * @param hasNext whether more hits follow
   * @param projects how many documents were found in each project; null if counting takes too long
   * @param users how many documents each user uploaded; null if counting takes too long
   * @param fields the fields of all documents, most frequent first; empty if counting takes too long
   */
  public record Found(
      List<FoundDocument> documents, boolean hasNext, @Nullable SearchCounts projects,
      @Nullable SearchCounts users, List<DocumentCount> fields) {
    public Found {
      documents = List.copyOf(documents);
      fields = List.copyOf(fields);
    }
  }

  /**
   * Searches.
   *
   * @param isAbandoned whether the result is no longer needed
   * @throws io.gypsum.metadata.search.QuerySyntaxException if the query is invalid
   * @throws GypsumException as {@link PublishedDatabase#search}; NOT_FOUND if the class does not exist; BUSY if too many requests
   *     search
   */
  public Found find(FindRequest request, BooleanSupplier isAbandoned) {
    PublishedDatabase database = database(request);
    SearchOptions limits =
        search.limits().withAllVersions(request.versions() == FindRequest.Versions.ALL);
    ComputeTurns turns = search.lane().turns(isAbandoned);
    CheckedQuery query = turns.run(() -> request.restricted(search.parse(request.query())));
    Found hits = turns.run(() -> hits(database, query, request, limits));
    SearchOptions counting = limits.withTime(MAX_COUNT_TIME).withLimit(MAX_COUNTED_NAMES);
    List<SearchCounts> counts = counts(turns, database, query, counting);
    return new Found(
        hits.documents(), hits.hasNext(), counts.isEmpty() ? null : counts.get(0),
        counts.isEmpty() ? null : counts.get(1), fields(turns, database, counting));
  }

  /**
   * Returns the fields of all documents, most frequent first; empty if counting takes too long.
   *
   * @throws GypsumException as {@link #find}
   */
  public List<DocumentCount> fields(FindRequest request, BooleanSupplier isAbandoned) {
    return fields(
        search.lane().turns(isAbandoned), database(request),
        search.limits().withTime(MAX_COUNT_TIME));
  }

  private PublishedDatabase database(FindRequest request) {
    return search.database(request.documentClass().isEmpty() ? null : request.documentClass());
  }

  private static Found hits(
      PublishedDatabase database, CheckedQuery query, FindRequest request, SearchOptions limits) {
    long offset = request.position().offset(PAGE_SIZE);
    QueryTerms terms = QueryTerms.of(query.clause());
    List<FoundDocument> documents = new ArrayList<>();
    try (SearchHits hits =
        database.search(
            query, limits.withLimit(offset + PAGE_SIZE + 1), request.position().order())) {
      hits.skip(offset);
      while (hits.hasNext() && documents.size() < PAGE_SIZE) {
        SearchHit hit = hits.next();
        String document = hit.document();
        // The document, which may be long, is not kept.
        documents.add(
            new FoundDocument(
                withoutDocument(hit),
                DocumentSummary.of(document == null ? "" : document, terms)));
      }
      return new Found(documents, hits.hasNext(), null, null, List.of());
    }
  }

  private static SearchHit withoutDocument(SearchHit hit) {
    return new SearchHit(hit.version(), hit.path(), hit.user(), hit.time(), hit.latest(), null);
  }

  /** Returns the counts by project and by user; empty if counting takes too long. */
  private static List<SearchCounts> counts(
      ComputeTurns turns, PublishedDatabase database, CheckedQuery query, SearchOptions limits) {
    try {
      return turns.run(
          () -> database.count(query, List.of(NameOf.PROJECT, NameOf.USER), limits));
    } catch (GypsumException e) {
      requireTooExpensive(e);
      return List.of();
    }
  }

  private static List<DocumentCount> fields(
      ComputeTurns turns, PublishedDatabase database, SearchOptions limits) {
    try {
      return turns.run(() -> database.fields(limits));
    } catch (GypsumException e) {
      requireTooExpensive(e);
      return List.of();
    }
  }

  /** Throws other failures than those of a count that takes too long or finds no free thread. */
  private static void requireTooExpensive(GypsumException e) {
    if (e.kind() != GypsumException.Kind.TOO_LARGE && e.kind() != GypsumException.Kind.BUSY) {
      throw e;
    }
  }
}
