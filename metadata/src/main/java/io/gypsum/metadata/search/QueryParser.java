package io.gypsum.metadata.search;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.gypsum.metadata.search.QueryLexer.Lexeme;
import io.gypsum.metadata.search.QueryLexer.LexemeKind;
import io.gypsum.metadata.text.SearchTerms;
import org.jspecify.annotations.Nullable;

/**
 * Parses a text query by recursive descent: a disjunction of conjunctions of units. A unit is a group in parentheses or a
 * run of adjacent words, all of which are required; a negation applies to the whole unit. The field of a run is that of the
 * field name before it, otherwise that of the enclosing parentheses.
 */
final class QueryParser {
  /** Nesting depth of a run of words: <em>text</em> in <em>and</em>. */
  private static final int MAX_RUN_DEPTH = 2;
  /** The whole query and each pair of parentheses add at most three levels: <em>or</em>, <em>and</em> and <em>not</em>. */
  static final int MAX_PARENTHESES = (SearchClause.MAX_DEPTH - MAX_RUN_DEPTH) / 3 - 1;

  private final List<Lexeme> lexemes;
  private final Instant now;
  private int next;
  private int openParentheses;

  private QueryParser(List<Lexeme> lexemes, Instant now) {
    this.lexemes = lexemes;
    this.now = now;
  }

  /**
   * Parses the lexemes of a query.
   *
   * @param now the time from which ages are counted
   * @throws QuerySyntaxException if the query is invalid
   */
  static SearchClause parse(List<Lexeme> lexemes, Instant now) {
    return new QueryParser(lexemes, now).parse();
  }

  private SearchClause parse() {
    if (peek().is(LexemeKind.END)) {
      throw new QuerySyntaxException(0, "something to search for");
    }
    SearchClause clause = disjunction(null);
    if (peek().is(LexemeKind.CLOSE)) {
      throw new QuerySyntaxException(peek().position(), "a ( before this )");
    }
    return clause;
  }

  /** @param field the field of the enclosing parentheses; null if they have none */
  private SearchClause disjunction(@Nullable String field) {
    List<SearchClause> alternatives = new ArrayList<>();
    alternatives.add(conjunction(field));
    while (peek().is(LexemeKind.OR)) {
      advance();
      alternatives.add(conjunction(field));
    }
    return SearchClause.anyOf(alternatives);
  }

  private SearchClause conjunction(@Nullable String field) {
    List<SearchClause> units = new ArrayList<>();
    units.add(unit(field));
    while (!peek().is(LexemeKind.OR) && !peek().is(LexemeKind.CLOSE)
        && !peek().is(LexemeKind.END)) {
      if (peek().is(LexemeKind.AND)) {
        advance();
      }
      units.add(unit(field));
    }
    return SearchClause.allOf(units);
  }

  private SearchClause unit(@Nullable String field) {
    boolean negated = false;
    while (peek().is(LexemeKind.NOT)) {
      advance();
      negated = !negated;
    }
    SearchClause clause = switch (peek().kind()) {
      case WORD, QUOTED -> words(field);
      case FIELD -> inField();
      case PROPERTY -> property();
      case OPEN -> group(field);
      // The lexer adds values only after properties.
      case VALUE, QUOTED_VALUE, NOT, AND, OR, CLOSE, END -> throw missingUnit();
    };
    return negated ? clause.not() : clause;
  }

  /**
   * Parses a run of adjacent words. Each word is a clause of its own, since only some of them may be patterns. After a
   * comparison, the field applies to further comparisons only: {@code age:>5 mouse} has the same meaning as {@code mouse
   * age:>5}.
   */
  private SearchClause words(@Nullable String field) {
    List<SearchClause> run = new ArrayList<>();
    boolean comparing = false;
    while (peek().kind().isWord()) {
      Lexeme word = peek();
      SearchClause clause =
          word.is(LexemeKind.QUOTED) ? quoted(word.text(), field) : clauseOf(word, field);
      boolean isComparison = QueryComparison.form(clause) != null;
      if (comparing && !isComparison) {
        break;
      }
      comparing = isComparison;
      run.add(clause);
      advance();
    }
    return SearchClause.allOf(run);
  }

  /** Several search terms in quotation marks are a phrase; a single one has no neighbours. */
  private static SearchClause quoted(String text, @Nullable String field) {
    return SearchTerms.isPhrase(text)
        ? new SearchClause.Phrase(text, field)
        : new SearchClause.Text(text, field, false);
  }

  /** Returns the clause of a word without quotation marks. */
  private static SearchClause clauseOf(Lexeme lexeme, @Nullable String field) {
    SearchClause comparison = field == null ? null : QueryComparison.of(lexeme, field);
    if (comparison != null) {
      return comparison;
    }
    String word = lexeme.text();
    String pattern = word.replace('*', '%').replace('?', '_');
    boolean isPattern = word.indexOf('%') >= 0 || !pattern.equals(word);
    return new SearchClause.Text(pattern, field, isPattern);
  }

  private SearchClause inField() {
    Lexeme name = advance();
    return switch (peek().kind()) {
      case OPEN -> group(name.text());
      case WORD, QUOTED -> words(name.text());
      case FIELD, PROPERTY, VALUE, QUOTED_VALUE, NOT, AND, OR, CLOSE, END ->
          throw new QuerySyntaxException(
              name.position(), "words or parentheses after the field '" + name.text() + ":'");
    };
  }

  private SearchClause property() {
    Lexeme name = advance();
    QueryProperty property = QueryProperty.of(name);
    if (!peek().is(LexemeKind.VALUE) && !peek().is(LexemeKind.QUOTED_VALUE)) {
      throw new QuerySyntaxException(
          name.position(), "a value after '@" + name.text() + ":', without parentheses");
    }
    return property.clause(advance(), now);
  }

  private SearchClause group(@Nullable String field) {
    Lexeme open = advance();
    if (++openParentheses > MAX_PARENTHESES) {
      throw new QuerySyntaxException(
          open.position(), "at most " + MAX_PARENTHESES + " nested parentheses");
    }
    SearchClause clause = disjunction(field);
    if (!peek().is(LexemeKind.CLOSE)) {
      throw new QuerySyntaxException(open.position(), "a ) for this (");
    }
    advance();
    openParentheses--;
    return clause;
  }

  /** Returns the error for a missing word; its position is that of the operator beside it, if there is one. */
  private QuerySyntaxException missingUnit() {
    Lexeme here = peek();
    if (here.kind().isOperator()) {
      return new QuerySyntaxException(
          here.position(), "something to search for before " + here.text());
    }
    Lexeme before = next == 0 ? here : lexemes.get(next - 1);
    if (before.kind().isOperator()) {
      return new QuerySyntaxException(
          before.position(), "something to search for after " + before.text());
    }
    return before.is(LexemeKind.OPEN)
        ? new QuerySyntaxException(before.position(), "something to search for after this (")
        : new QuerySyntaxException(here.position(), "a ( before this )");
  }

  private Lexeme peek() {
    return lexemes.get(next);
  }

  private Lexeme advance() {
    return lexemes.get(next++);
  }
}
