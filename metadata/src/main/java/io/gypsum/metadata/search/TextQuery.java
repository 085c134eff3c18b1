package io.gypsum.metadata.search;

import io.gypsum.core.GypsumException;

/**
 * Converts between text queries, as users type them, and clauses:
 *
 * <pre>{@code
 * mouse brain                      both words
 * mouse AND (brain OR liver)       operators in capitals; NOT binds tighter than AND, AND tighter than OR
 * title: brain atlas OR retina     the words up to the next operator, parenthesis or field, in the field 'title'
 * genome:(GRCh38 OR GRCm39)        everything in the parentheses, in the field 'genome'
 * neur% NOT human                  a word with '%' is a pattern; AND may be omitted
 * NOT mouse human                  not both words: NOT applies to all adjacent words
 * NOT mouse AND human              'human' without 'mouse'
 * }</pre>
 *
 * <p>A field name is a letter or {@code _} followed by letters, digits, {@code _}, {@code .} and {@code -}, at the start
 * of a word, before a colon without a slash after it. Each word becomes a clause of its own, even if it contains no search
 * term and so matches every document.
 */
public final class TextQuery {
  /** Maximum length of a query in chars. */
  public static final int MAX_CHARS = 1_000_000;

  private TextQuery() {}

  /**
   * Parses a query. Nested conjunctions and nested disjunctions are flattened, and double negations are removed.
   *
   * @throws QuerySyntaxException if the query is empty or exceeds a limit, an operator has no operand, a parenthesis has no
   *     counterpart, or a field has no name or no words
   */
  public static SearchClause parse(String query) {
    if (query.length() > MAX_CHARS) {
      throw new QuerySyntaxException(MAX_CHARS, "at most " + MAX_CHARS + " characters");
    }
    return QueryParser.parse(query);
  }

  /**
   * Returns the query that {@link #parse} converts to {@code clause}. Not every clause can be expressed: names, times and
   * double negations cannot, and a text only if it is a single word that would not be parsed as anything else, and that is
   * a pattern if and only if it contains a {@code %}.
   *
   * @throws GypsumException INVALID if the clause cannot be expressed as a text query
   */
  public static String format(SearchClause clause) {
    String query = QueryPrinter.print(clause);
    try {
      // The query may be too long or nested too deeply.
      parse(query);
    } catch (QuerySyntaxException e) {
      throw GypsumException.invalid(
          "a text query cannot express the clause: expected " + e.expected());
    }
    return query;
  }
}
