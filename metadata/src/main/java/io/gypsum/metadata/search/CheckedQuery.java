package io.gypsum.metadata.search;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.gypsum.core.Printable;
import io.gypsum.metadata.search.QueryLexer.Lexeme;
import io.gypsum.metadata.search.QueryLexer.LexemeKind;
import io.gypsum.metadata.text.SearchTerms;
import org.jspecify.annotations.Nullable;

/**
 * A text query, typed by a person, in which every word contains a search term: a word without one would silently match
 * every document. {@link io.gypsum.metadata.MetadataDatabase#search(CheckedQuery, io.gypsum.metadata.SearchOptions)} also
 * checks its fields.
 *
 * @param clause the meaning of the query
 * @param fields all names of fields in the query, in order
 */
public record CheckedQuery(SearchClause clause, List<FieldName> fields) {
  /** @param position the index of the first char of {@code name} in the query */
  public record FieldName(String name, int position) {}

  public CheckedQuery {
    fields = List.copyOf(fields);
  }

  /**
   * Parses a query.
   *
   * @throws QuerySyntaxException as {@link TextQuery#parse}, and if a word contains neither a letter nor a digit
   */
  public static CheckedQuery parse(String query) {
    return parse(query, Instant.now());
  }

  /**
   * Parses a query as {@link #parse(String)}.
   *
   * @param now the time from which ages are counted, as in {@code @since:2d}
   * @throws QuerySyntaxException as {@link #parse(String)}
   */
  public static CheckedQuery parse(String query, Instant now) {
    List<Lexeme> lexemes = TextQuery.lexemes(query);
    SearchClause clause = QueryParser.parse(lexemes, now);
    List<FieldName> fields = new ArrayList<>();
    for (Lexeme lexeme : lexemes) {
      if (lexeme.is(LexemeKind.FIELD)) {
        fields.add(new FieldName(lexeme.text(), lexeme.position()));
      } else if (lexeme.kind().isWord() && isIgnored(lexeme)) {
        throw new QuerySyntaxException(
            lexeme.position(),
            "a word with letters or digits, instead of '" + Printable.value(lexeme.text())
                + "', for which an index cannot be searched");
      }
    }
    return new CheckedQuery(clause, fields);
  }

  /** Words with wildcards always contain a term: the wildcard. */
  private static boolean isIgnored(Lexeme word) {
    boolean hasWildcard = word.is(LexemeKind.WORD)
        && word.text().chars().anyMatch(c -> c == '%' || c == '*' || c == '?');
    return !hasWildcard && SearchTerms.of(word.text()).isEmpty();
  }

  /** Returns whether all words in a field are comparisons, numbers, true or false. */
  public boolean isCompared(FieldName field) {
    return isCompared(clause, field.name());
  }

  private static boolean isCompared(SearchClause part, String field) {
    if (part instanceof SearchClause.And and) {
      return and.clauses().stream().allMatch(clause -> isCompared(clause, field));
    }
    if (part instanceof SearchClause.Or or) {
      return or.clauses().stream().allMatch(clause -> isCompared(clause, field));
    }
    if (part instanceof SearchClause.Not not) {
      return isCompared(not.clause(), field);
    }
    if (part instanceof SearchClause.Text text) {
      return !field.equals(text.field()) || !comparison(text).equals(text);
    }
    return !(part instanceof SearchClause.Phrase phrase) || !field.equals(phrase.field());
  }

  /**
   * Returns the clause for an index in which some fields contain no text: words that are numbers, true or false are compared
   * there, so that {@code age:30} has the same meaning as {@code age:=30}.
   */
  public SearchClause comparedIn(Set<String> fieldsWithoutText) {
    return fieldsWithoutText.isEmpty() ? clause : compared(clause, fieldsWithoutText);
  }

  private static SearchClause compared(SearchClause part, Set<String> fieldsWithoutText) {
    if (part instanceof SearchClause.And and) {
      return SearchClause.allOf(
          and.clauses().stream().map(clause -> compared(clause, fieldsWithoutText)).toList());
    }
    if (part instanceof SearchClause.Or or) {
      return SearchClause.anyOf(
          or.clauses().stream().map(clause -> compared(clause, fieldsWithoutText)).toList());
    }
    if (part instanceof SearchClause.Not not) {
      return compared(not.clause(), fieldsWithoutText).not();
    }
    return part instanceof SearchClause.Text text && text.field() != null
        && fieldsWithoutText.contains(text.field())
            ? comparison(text)
            : part;
  }

  /** Returns a comparison if the text is a number, true or false; otherwise the text. */
  private static SearchClause comparison(SearchClause.Text text) {
    String field = text.field();
    SearchClause equal =
        field == null || text.partial() ? null : QueryComparison.equalTo(text.text(), field);
    return equal == null ? text : equal;
  }

  /**
   * Returns the error for a field in which no document has text.
   *
   * @param similar a field that the user may have meant; null if there is none
   */
  public static QuerySyntaxException fieldWithoutText(FieldName field, @Nullable String similar) {
    String name = Printable.value(field.name());
    return new QuerySyntaxException(
        field.position(),
        "the name of a field, but no document has text in a field '" + name + "'"
            + (similar == null ? "." : "; did you mean '" + Printable.value(similar) + "'?")
            + QueryProperty.hint(field.name()) + " Numbers, true and false are found by words such"
            + " as '" + name + ":5' or '" + name + ":>5'; to search for '" + name
            + ":' as text, put the word in quotation marks");
  }

  /** Returns the error for a field in which no document has a number, true or false, nor text. */
  public static QuerySyntaxException fieldWithoutValues(FieldName field) {
    return new QuerySyntaxException(
        field.position(),
        "the name of a field, but no document has a number, true, false or text in a field '"
            + Printable.value(field.name()) + "'." + QueryProperty.hint(field.name()));
  }
}
