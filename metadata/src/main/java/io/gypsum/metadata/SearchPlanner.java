package io.gypsum.metadata;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.gypsum.metadata.SearchCondition.AllOf;
import io.gypsum.metadata.SearchCondition.AnyOf;
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
  /** SQLite joins at most 500 selects into one statement. */
  private static final int MAX_DRIVING_LISTS = 400;
  /** The assumed share of documents that contain a term whose links were too many to count. */
  private static final double UNCOUNTED_SHARE = 0.5;

  private final Map<TermQuery, PostingList> postings;
  private final IndexStatistics statistics;

  /** @param postings of all terms of the condition to plan for */
  SearchPlanner(Map<TermQuery, PostingList> postings, IndexStatistics statistics) {
    this.postings = Map.copyOf(postings);
    this.statistics = statistics;
  }

  /** How a search finds documents. */
  sealed interface Plan {
    /**
     * Reads the links of the driving group, tests each document that they refer to, and sorts the hits.
     *
     * @param group at most {@value SearchPlanner#MAX_DRIVING_LISTS} lists; none if no document can match
     * @param links the number of links in the group
     * @param implied the part of the condition that every document of the group fulfills; null if there is none
     */
    record Drive(List<PostingList> group, long links, @Nullable SearchCondition implied)
        implements Plan {}

    /** Reads versions and their documents in the order of the hits, tests each, and ends with the last hit required. */
    record Scan() implements Plan {}
  }

  /** @param condition null if every document matches */
  Plan plan(@Nullable SearchCondition condition, SearchOptions options) {
    Plan.Drive drive = condition == null ? null : rarestGroup(condition).orElse(null);
    return condition == null || drive == null || drive.links() > scanned(condition, options)
        ? new Plan.Scan()
        : drive;
  }

  /** Returns how many documents a scan is expected to read until it has found the required number of hits. */
  private double scanned(SearchCondition condition, SearchOptions options) {
    double documents =
        statistics.documents() * (options.allVersions() ? 1 : statistics.latestShare());
    return Math.min(documents, options.limit() / share(condition));
  }

  private Optional<Plan.Drive> rarestGroup(SearchCondition condition) {
    if (condition instanceof HasTerm has) {
      PostingList list = list(has);
      return list.counted()
          ? Optional.of(new Plan.Drive(PostingList.merge(List.of(list)), list.links(), has))
          : Optional.empty();
    }
    if (condition instanceof AllOf all) {
      return all.parts()
          .stream()
          .flatMap(part -> rarestGroup(part).stream())
          .min(Comparator.comparingLong(Plan.Drive::links));
    }
    return condition instanceof AnyOf any ? groupOfAny(any) : Optional.empty();
  }

  private Optional<Plan.Drive> groupOfAny(AnyOf any) {
    List<PostingList> lists = new ArrayList<>();
    long links = 0;
    boolean implied = true;
    for (SearchCondition part : any.parts()) {
      Plan.Drive drive = rarestGroup(part).orElse(null);
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
        : Optional.of(new Plan.Drive(merged, links, implied ? any : null));
  }

  /** Returns the posting list of a term of the condition. */
  PostingList list(HasTerm has) {
    return Objects.requireNonNull(postings.get(has.term()));
  }

  /** Returns the estimated share of documents that fulfill a condition, from 0 to 1; 1 for names and times. */
  double share(SearchCondition condition) {
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

  IndexStatistics statistics() {
    return statistics;
  }
}
