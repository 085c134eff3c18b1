package io.gypsum.metadata;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.gypsum.metadata.SearchCondition.AllOf;
import io.gypsum.metadata.SearchCondition.AnyOf;
import io.gypsum.metadata.SearchCondition.DocumentHas;
import io.gypsum.metadata.SearchCondition.HasTerm;
import io.gypsum.metadata.SearchCondition.NoneOf;
import org.jspecify.annotations.Nullable;

/**
 * Chooses how a search finds documents, from the posting counts of its terms alone.
 *
 * <p>A <em>driving group</em> is a set of terms of which every hit contains at least one: a word itself, the words of a
 * disjunction, or a group of one part of a conjunction. The planner takes the group with the fewest links, provided that
 * all of them were counted, and compares it with the number of documents that a scan would read. Estimates assume that
 * terms occur independently of each other. A wrong estimate makes a search slower, never wrong.
 */
final class SearchPlanner {
  /** Maximum number of posting lists in a driving group: SQLite joins at most 500 selects. */
  private static final int MAX_DRIVING_LISTS = 400;
  /** The assumed share of documents that fulfill a test if nothing was counted, or too many links to count all. */
  private static final double UNCOUNTED_SHARE = 0.5;
  /** Plans are optimized for a page of hits, even if the caller may read more. */
  private static final int PAGE_HITS = 100;
  /** Cost of a look-up, in links: a look-up descends the tree of an index, while links are read sequentially. */
  private static final int LINKS_PER_LOOKUP = 2;
  /** Cost of reading a document, in look-ups: more than all terms of most searches. */
  private static final int LOOKUPS_PER_READING = 1_000;
  /** Not 0, because probabilities are divisors. */
  private static final double MIN_PROBABILITY = 1e-9;

  private final Map<TermQuery, PostingList> postings;
  private final IndexStatistics statistics;

  /** @param postings the posting lists of all terms of the condition to plan for */
  SearchPlanner(Map<TermQuery, PostingList> postings, IndexStatistics statistics) {
    this.postings = Map.copyOf(postings);
    this.statistics = statistics;
  }

  /** @param condition null if every document matches */
  SearchPlan plan(@Nullable SearchCondition condition, SearchOptions options) {
    long hits = Math.min(options.limit(), PAGE_HITS);
    if (condition == null) {
      return new SearchPlan.Scan(hits);
    }
    double documents =
        statistics.documents() * (options.allVersions() ? 1 : statistics.latestShare());
    double scanned = Math.min(documents, hits / Math.max(MIN_PROBABILITY, share(condition)));
    return rarestGroup(condition)
        .filter(drive -> drive.links() <= scanned)
        .map(SearchPlan.class::cast)
        .orElseGet(() -> new SearchPlan.Scan(scanned));
  }

  /**
   * Returns whether to test documents by reading the whole posting list once, instead of looking up each document.
   *
   * @param documents the estimated number of documents to test
   */
  boolean isReadAtOnce(PostingList list, double documents) {
    return list.counted() && list.links() <= LINKS_PER_LOOKUP * documents;
  }

  private Optional<SearchPlan.Drive> rarestGroup(SearchCondition condition) {
    if (condition instanceof HasTerm has) {
      PostingList list = list(has);
      return list.counted()
          ? Optional.of(new SearchPlan.Drive(PostingList.merge(List.of(list)), list.links(), has))
          : Optional.empty();
    }
    if (condition instanceof AllOf all) {
      return all.parts()
          .stream()
          .flatMap(part -> rarestGroup(part).stream())
          .min(Comparator.comparingLong(SearchPlan.Drive::links));
    }
    return condition instanceof AnyOf any ? groupOfAny(any) : Optional.empty();
  }

  private Optional<SearchPlan.Drive> groupOfAny(AnyOf any) {
    List<PostingList> lists = new ArrayList<>();
    long links = 0;
    boolean implied = true;
    for (SearchCondition part : any.parts()) {
      SearchPlan.Drive drive = rarestGroup(part).orElse(null);
      if (drive == null) {
        return Optional.empty();
      }
      lists.addAll(drive.group());
      links += drive.links();
      implied &= part.equals(drive.implied());
    }
    List<PostingList> merged = PostingList.merge(lists);
    return merged.size() > MAX_DRIVING_LISTS
        ? Optional.empty()
        : Optional.of(new SearchPlan.Drive(merged, links, implied ? any : null));
  }

  /** Returns the posting list of a term of the condition. */
  PostingList list(HasTerm has) {
    return Objects.requireNonNull(postings.get(has.term()));
  }

  /** Returns the estimated share of documents that fulfill a condition, from 0 to 1; 1 for names and times. */
  double share(SearchCondition condition) {
    if (condition instanceof DocumentHas) {
      return UNCOUNTED_SHARE;
    }
    if (condition instanceof HasTerm has) {
      return share(list(has));
    }
    if (condition instanceof AllOf all) {
      return all.parts().stream().mapToDouble(this::share).reduce(1, (a, b) -> a * b);
    }
    if (condition instanceof AnyOf any) {
      return Math.min(1, any.parts().stream().mapToDouble(this::share).sum());
    }
    return condition instanceof NoneOf none ? 1 - share(none.part()) : 1;
  }

  /** Returns the estimated share of documents that a posting list refers to. */
  double share(PostingList list) {
    double counted = Math.min(1, list.links() / (double) Math.max(1, statistics.documents()));
    return list.counted() ? counted : Math.max(counted, UNCOUNTED_SHARE);
  }

  /** Returns how many look-ups it costs to test one document, if all parts of the condition are tested. */
  int lookups(SearchCondition condition) {
    return condition.documentChecks().size() * LOOKUPS_PER_READING
        + condition.terms()
            .mapToInt(term -> Objects.requireNonNull(postings.get(term)).lookups())
            .sum();
  }

  IndexStatistics statistics() {
    return statistics;
  }
}
