package io.gypsum.metadata.search;

import java.time.Instant;
import java.util.List;

import io.gypsum.core.GypsumException;

/**
 * Converts between text queries, as users type them, and clauses:
 *
 * <pre>{@code
 * mouse brain                      both words
 * mouse AND (brain OR liver)       operators in capitals; NOT binds tighter than AND, AND tighter than OR
 * title: brain atlas OR retina     the words up to the next operator, parenthesis or field, in the field 'title'
 * genome:(GRCh38 OR GRCm39)        everything in the parentheses, in the field 'genome'
 * neur* NOT wom?n                  '*' (or '%') stands for any characters, '?' for one; AND may be omitted
 * "AND" OR "title:atlas"           a word in quotation marks is taken literally
 * "brain atlas"                    several words in quotation marks are a phrase
 * age:>=18 age:20..30 x:=true      numbers, true and false (not as text) of a field; also =, <, <= and >
 * @user:alice @since:2030-01-31    versions that alice uploaded after the beginning of that day; @until includes a day
 * @project:scRNA* OR @asset:"a b"  also @version and @path; each applies to one name or pattern
 * NOT mouse human                  not both words: NOT applies to all adjacent words
 * NOT mouse AND human              'human' without 'mouse'
 * }</pre>
 *
 * <p>A field name is a letter or {@code _} followed by letters, digits, {@code _}, {@code .} and {@code -}, at the start
 * of a word, before a colon without a slash after it. Each word becomes a separate clause, even if it contains no search
 * term and so matches every document; {@link CheckedQuery} refuses such words. Operators of other query languages
 * ({@code -word}, {@code !word}, {@code a|b}) are refused.
 */
public final class TextQuery {
  /** Maximum length of a query in chars. */
  public static final int MAX_CHARS = 1_000_000;

  private TextQuery() {}

  /**
   * Parses a query. Nested conjunctions and nested disjunctions are flattened, and double negations are removed.
   *
   * @throws QuerySyntaxException if the query is empty or exceeds a limit, an operator has no operand, a parenthesis or a
   *     quotation mark has no counterpart, a field or property has no name or no words, or the query contains an operator of
   *     another query language
   */
  public static SearchClause parse(String query) {
    return parse(query, Instant.now());
  }

  /**
   * Parses a query as {@link #parse(String)}.
   *
   * @param now the time from which ages are counted, as in {@code @since:2d}
   * @throws QuerySyntaxException as {@link #parse(String)}
   */
  public static SearchClause parse(String query, Instant now) {
    return QueryParser.parse(lexemes(query), now);
  }

  static List<QueryLexer.Lexeme> lexemes(String query) {
    if (query.length() > MAX_CHARS) {
      throw new QuerySyntaxException(MAX_CHARS, "at most " + MAX_CHARS + " characters");
    }
    return QueryLexer.split(query);
  }

  /**
   * Returns the query that {@link #parse} converts to {@code clause}. Not every clause can be expressed: double
   * negations and texts with quotation marks cannot, texts of several words only as phrases, and patterns only if they contain
   * a wildcard.
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
