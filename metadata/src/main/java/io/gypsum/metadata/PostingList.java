package io.gypsum.metadata;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import io.gypsum.metadata.sqlite.SqlBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The links of a term, that is, which documents contain it. The links themselves stay in the index; this record
 * describes how to find them and how many there are.
 *
 * @param tokens the row ids of the term's tokens; empty if no document contains the term, or if {@code pattern} is used
 * @param pattern the term, if it is a pattern of too many tokens to list them; otherwise null
 * @param field the row id of the term's field; null for any field
 * @param links the number of links; a lower bound if they are not {@code counted}
 * @param counted whether {@code links} is exact
 */
record PostingList(
    List<Long> tokens, @Nullable TermQuery pattern, @Nullable Long field, long links,
    boolean counted) {
  /** The list of a term that no document contains. */
  static final PostingList EMPTY = new PostingList(List.of(), null, null, 0, true);

  /** About half the number of links of a document: with more tokens, it is faster to read all links of the document. */
  private static final int MAX_LOOKUPS = 32;

  PostingList {
    tokens = List.copyOf(tokens);
  }

  boolean isEmpty() {
    return tokens.isEmpty() && pattern == null;
  }

  /** Returns how many look-ups in the index {@link #addLinkExists} costs for each document. */
  int lookups() {
    return pattern == null ? Math.min(tokens.size(), MAX_LOOKUPS) : MAX_LOOKUPS;
  }

  PostingList withLinks(long count, boolean exact) {
    return new PostingList(tokens, pattern, field, count, exact);
  }

  /**
   * Merges posting lists: returns one list per field instead of one per term, except for patterns whose tokens are not
   * listed. The links stay the same.
   */
  static List<PostingList> merge(List<PostingList> lists) {
    Map<Object, PostingList> merged = new LinkedHashMap<>();
    for (PostingList list : lists) {
      if (list.pattern != null) {
        merged.put(list, list);
      } else if (!list.isEmpty()) {
        merged.merge(List.of(Objects.requireNonNullElse(list.field, "")), list, PostingList::plus);
      }
    }
    return List.copyOf(merged.values());
  }

  private PostingList plus(PostingList other) {
    List<Long> both = new ArrayList<>(tokens);
    both.addAll(other.tokens);
    return new PostingList(both, null, field, links + other.links, counted && other.counted);
  }

  /** Appends a {@code SELECT} of the documents that the links refer to, with repetitions. */
  void addSelectDocuments(SqlBuilder sql) {
    if (pattern == null) {
      sql.add("SELECT l.pid FROM links l WHERE l.tid IN " + tokenList());
    } else {
      // Tokens first, then their links: any other order reads all links.
      sql.add("SELECT l.pid FROM tokens t CROSS JOIN links l ON l.tid = t.tid WHERE ");
      pattern.addTokenCondition(sql);
    }
    sql.add(fieldCondition());
  }

  /**
   * Appends a test of whether one of the links refers to the document of the enclosing query.
   *
   * @param index the name of an index on {@code links(pid)}
   * @param document the column with the document's {@code pid}
   */
  void addLinkExists(SqlBuilder sql, String index, String document) {
    // The + prevents SQLite from turning the test into a join: it cannot order joins as required, and allows only 64.
    sql.add("+EXISTS (SELECT 1 FROM links l INDEXED BY \"" + index.replace("\"", "\"\"") + "\"")
        .add(" WHERE l.pid = " + document + " AND ");
    if (pattern != null) {
      // The + makes SQLite read the document's links: they are fewer than the tokens.
      sql.add("+l.tid IN (SELECT t.tid FROM tokens t WHERE ");
      pattern.addTokenCondition(sql);
      sql.add(")");
    } else {
      sql.add((tokens.size() > MAX_LOOKUPS ? "+" : "") + "l.tid IN " + tokenList());
    }
    sql.add(fieldCondition()).add(")");
  }

  private String tokenList() {
    return tokens.stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
  }

  private String fieldCondition() {
    return field == null ? "" : " AND l.fid = " + field;
  }
}
