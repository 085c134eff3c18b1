package io.gypsum.metadata.search;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.gypsum.metadata.search.QueryLexer.Lexeme;
import io.gypsum.metadata.search.SearchClause.Relation;
import org.jspecify.annotations.Nullable;

/** The numbers, {@code true} and {@code false} of a field in a text query: {@code age:>30}, {@code age:20..30}, {@code x:=true}. */
final class QueryComparison {
  private static final String NUMBER_FORM =
      "-?[0-9]{1,100}(?:\\.[0-9]{1,100})?(?:[eE][+-]?[0-9]{1,9})?";
  private static final Pattern NUMBER = Pattern.compile(NUMBER_FORM);
  private static final Pattern RANGE =
      Pattern.compile("(" + NUMBER_FORM + ")\\.\\.(" + NUMBER_FORM + ")");
  private static final Pattern COMPARISON = Pattern.compile("(>=|<=|>|<|=)(.*)", Pattern.DOTALL);
  /** Also bounds the time that a comparison of two numbers takes. */
  private static final int MAX_SCALE = 1_000_000;
  private static final String NUMBER_LIMIT =
      "with at most 100 digits and an exponent of at most " + MAX_SCALE;

  private QueryComparison() {}

  /**
   * Returns the clause for a word without quotation marks in a field; null if the word is text.
   *
   * @throws QuerySyntaxException if the word starts like a comparison but does not end with a number, true or false, or if
   *     it is a range in the wrong order
   */
  static @Nullable SearchClause of(Lexeme word, String field) {
    Matcher range = RANGE.matcher(word.text());
    if (range.matches()) {
      BigDecimal from = number(range.group(1));
      BigDecimal to = number(range.group(2));
      if (from == null || to == null || from.compareTo(to) > 0) {
        throw new QuerySyntaxException(
            word.position(),
            "a smaller number before '..' than after it, " + NUMBER_LIMIT);
      }
      return new SearchClause.NumberBetween(field, from, to);
    }
    Matcher comparison = COMPARISON.matcher(word.text());
    if (!comparison.matches()) {
      return null;
    }
    boolean isEqual = comparison.group(1).equals("=");
    SearchClause clause = equalTo(comparison.group(2), field);
    if (clause instanceof SearchClause.NumberIs is) {
      return new SearchClause.NumberIs(field, relation(comparison.group(1)), is.number());
    }
    if (clause == null || !isEqual) {
      throw new QuerySyntaxException(
          word.position() + comparison.end(1),
          (isEqual ? "a number, true or false" : "a number") + " directly after '"
              + comparison.group(1) + "', " + NUMBER_LIMIT
              + ", or the word in quotation marks to search for it as text");
    }
    return clause;
  }

  /**
   * Returns the clause for a field that equals a number, true or false; null if the text is none of them.
   */
  static @Nullable SearchClause equalTo(String text, String field) {
    return switch (text) {
      case "true" -> new SearchClause.BooleanIs(field, true);
      case "false" -> new SearchClause.BooleanIs(field, false);
      default -> {
        BigDecimal number = number(text);
        yield number == null ? null : new SearchClause.NumberIs(field, Relation.EQUAL, number);
      }
    };
  }

  /** Returns whether a text is a number or a range of numbers, which may start with {@code -}. */
  static boolean isNumeric(String text) {
    return NUMBER.matcher(text).matches() || RANGE.matcher(text).matches();
  }

  /** Returns null if the text is not a number within the limits. */
  private static @Nullable BigDecimal number(String text) {
    if (!NUMBER.matcher(text).matches()) {
      return null;
    }
    BigDecimal number = new BigDecimal(text);
    return Math.abs((long) number.scale()) > MAX_SCALE ? null : number;
  }

  private static Relation relation(String written) {
    for (Relation relation : Relation.values()) {
      if (relation.toString().equals(written)) {
        return relation;
      }
    }
    throw new AssertionError("the relation '" + written + "' does not exist");
  }

  /** Returns the word that is parsed as a clause, without its field; null if the clause is not a comparison. */
  static @Nullable String form(SearchClause clause) {
    if (clause instanceof SearchClause.NumberIs is) {
      return is.relation() + is.number().toString();
    }
    if (clause instanceof SearchClause.NumberBetween between) {
      return between.from() + ".." + between.to();
    }
    return clause instanceof SearchClause.BooleanIs is ? "=" + is.value() : null;
  }

  /** Returns the field of a comparison; null if the clause is none. */
  static @Nullable String fieldOf(SearchClause clause) {
    if (clause instanceof SearchClause.NumberIs is) {
      return is.field();
    }
    if (clause instanceof SearchClause.NumberBetween between) {
      return between.field();
    }
    return clause instanceof SearchClause.BooleanIs is ? is.field() : null;
  }
}
