package io.gypsum.metadata.search;

import java.util.ArrayList;
import java.util.List;

import io.gypsum.metadata.search.Lexeme.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Reads a query by recursive descent: alternatives of conjunctions of units. It knows the field in which words stand: that
 * of the field name before them, up to the next sign that is no word, else that of the brackets around them.
 */
final class QueryParser {
  /** A bracket makes a clause at most three deeper (<em>or</em>, <em>and</em>, <em>not</em>), so these fit its limit. */
  static final int MAX_BRACKETS = SearchClause.MAX_DEPTH / 3 - 1;

  private final List<Lexeme> lexemes;
  private int next;
  private int brackets;
  private @Nullable String wordsField;

  QueryParser(List<Lexeme> lexemes) {
    this.lexemes = lexemes;
  }

  SearchClause parse() {
    if (peek().is(Kind.END)) {
      throw new QuerySyntaxException(0, "something to search for");
    }
    SearchClause clause = alternatives(null);
    if (peek().is(Kind.CLOSE)) {
      throw new QuerySyntaxException(peek().position(), "a ( before this )");
    }
    return clause;
  }

  private SearchClause alternatives(@Nullable String field) {
    List<SearchClause> alternatives = new ArrayList<>();
    alternatives.add(conjunction(field));
    while (peek().is(Kind.OR)) {
      take();
      alternatives.add(conjunction(field));
    }
    return SearchClause.anyOf(alternatives);
  }

  private SearchClause conjunction(@Nullable String field) {
    List<SearchClause> units = new ArrayList<>();
    units.add(unit(field));
    while (!peek().is(Kind.OR) && !peek().is(Kind.CLOSE) && !peek().is(Kind.END)) {
      if (peek().is(Kind.AND)) {
        take();
      }
      units.add(unit(field));
    }
    return SearchClause.allOf(units);
  }

  private SearchClause unit(@Nullable String field) {
    boolean negated = false;
    while (peek().is(Kind.NOT)) {
      take();
      negated = !negated;
    }
    SearchClause clause = switch (peek().kind()) {
      case WORD -> word(field);
      case FIELD -> field();
      case OPEN -> group(field);
      case NOT, AND, OR, CLOSE, END -> throw nothingToSearchFor();
    };
    return negated ? clause.not() : clause;
  }

  private SearchClause word(@Nullable String field) {
    String word = take().text();
    return new SearchClause.Text(
        word, wordsField != null ? wordsField : field, word.indexOf('%') >= 0);
  }

  private SearchClause field() {
    Lexeme name = take();
    if (peek().is(Kind.OPEN)) {
      return group(name.text());
    }
    if (!peek().is(Kind.WORD)) {
      throw new QuerySyntaxException(
          name.position(), "words or a bracket after the field '" + name.text() + ":'");
    }
    wordsField = name.text();
    return word(null);
  }

  private SearchClause group(@Nullable String field) {
    Lexeme open = take();
    if (++brackets > MAX_BRACKETS) {
      throw new QuerySyntaxException(
          open.position(), "at most " + MAX_BRACKETS + " brackets within each other");
    }
    SearchClause clause = alternatives(field);
    if (!peek().is(Kind.CLOSE)) {
      throw new QuerySyntaxException(open.position(), "a ) for this (");
    }
    take();
    brackets--;
    return clause;
  }

  /** Blames an operator, when there is one, rather than the place where something is missing. */
  private QuerySyntaxException nothingToSearchFor() {
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
    return before.is(Kind.OPEN)
        ? new QuerySyntaxException(before.position(), "something to search for after this (")
        : new QuerySyntaxException(here.position(), "a ( before this )");
  }

  private Lexeme peek() {
    return lexemes.get(next);
  }

  private Lexeme take() {
    Lexeme lexeme = lexemes.get(next++);
    if (!lexeme.is(Kind.WORD)) {
      wordsField = null;
    }
    return lexeme;
  }
}
