package io.gypsum.metadata.search;

import io.gypsum.core.GypsumException;

/**
 * Queries in words, as people type them:
 *
 * <pre>{@code
 * mouse brain                      both words
 * mouse AND (brain OR liver)       AND, OR, NOT in capitals; NOT binds tighter than AND, AND than OR
 * title: brain atlas OR retina     the words up to the next operator, bracket or field in that field
 * genome:(GRCh38 OR GRCm39)        all of the brackets in that field
 * neur% NOT human                  a word with % is a pattern; what stands side by side means AND
 * }</pre>
 *
 * <p>A field is a letter or {@code _} and then letters, digits and {@code _ . -}, at the start of a word, before a colon
 * that no {@code /} follows. Each word becomes a clause, also one without a token, which asks for nothing.
 */
public final class TextQuery {
  /** Longest query that is read, in chars. */
  public static final int MAX_CHARS = 1_000_000;

  private TextQuery() {}

  /**
   * What {@code query} asks for. {@code AND} within {@code AND}, {@code OR} within {@code OR} are one clause, and {@code NOT
   * NOT} is none.
   *
   * @throws QuerySyntaxException when it has nothing to search for, an operator at the start or the end or twice, a
   *     bracket without its partner, a field without words or without a name, or is over a limit
   */
  public static SearchClause parse(String query) {
    if (query.length() > MAX_CHARS) {
      throw new QuerySyntaxException(MAX_CHARS, "at most " + MAX_CHARS + " characters");
    }
    return new QueryParser(Lexemes.of(query)).parse();
  }

  /**
   * The query that {@link #parse} reads as {@code clause}. Words can ask for neither names nor times, and for a text only
   * when it is one word (no white space, no brackets, no operator, nothing that looks like a field), which is a pattern
   * exactly when it has a {@code %}; nor can they say <em>not</em> twice, or nest more than their brackets may.
   *
   * @throws GypsumException INVALID when there is no such query
   */
  public static String format(SearchClause clause) {
    String query = QueryPrinter.print(clause);
    // Longer or deeper than can be read?
    parse(query);
    return query;
  }
}
