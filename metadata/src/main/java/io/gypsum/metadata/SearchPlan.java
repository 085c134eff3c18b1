package io.gypsum.metadata;

import java.util.List;

import org.jspecify.annotations.Nullable;

/** How a search finds documents; chosen by {@link SearchPlanner} and written as SQL by {@link SearchStatement}. */
sealed interface SearchPlan {
  /** Returns the expected number of documents that are tested. */
  double documents();

  /**
   * Reads the links of the driving group, tests each document that they refer to, and sorts the hits.
   *
   * @param group posting lists that together contain every hit; empty if no document can match
   * @param links the number of links in the group
   * @param implied the part of the condition that every document of the group fulfills; null if there is none
   */
  record Drive(List<PostingList> group, long links, @Nullable SearchCondition implied)
      implements SearchPlan {
    @Override
    public double documents() {
      return links;
    }
  }

  /** Reads versions and their documents in the order of the hits, tests each, and ends with the last hit required. */
  record Scan(double documents) implements SearchPlan {}
}
