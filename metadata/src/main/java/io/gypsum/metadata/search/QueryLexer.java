package io.gypsum.metadata.search;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits a text query into lexemes. White space and parentheses end a word. A field name is recognized only at the
 * start of a word; text directly after its colon is always a word. Nothing in quotation marks has a meaning.
 * Operators of other search engines are refused instead of being searched as text or ignored as punctuation.
 */
final class QueryLexer {
  /** A name and a colon. A colon before a slash is part of a URL instead, as in {@code https://…}. */
  private static final Pattern FIELD = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*+:(?!/)");
  /** A property of versions instead of a field of documents, as in {@code @user:alice}. */
  private static final Pattern PROPERTY = Pattern.compile("@([A-Za-z]+):");
  /** How other query languages end a word: {@code brain^2} is a weight, {@code brian~1} a number of wrong letters. */
  private static final Pattern WEIGHT_OR_DISTANCE = Pattern.compile("[\\^~]\\d*(?:\\.\\d+)?$");

  /** Straight and typographic quotation marks; each of them ends what any of them starts. */
  private static final String QUOTES = "\"\u201c\u201d\u201e";

  private final String query;
  private final List<Lexeme> lexemes = new ArrayList<>();

  /** The kinds of lexemes. */
  enum LexemeKind {
    /** A word whose {@code %}, {@code *} and {@code ?} are wildcards. */
    WORD,
    /** The text in quotation marks: a phrase, or a word that is taken literally. */
    QUOTED, FIELD,
    /** The name of a {@link QueryProperty}; its value follows. */
    PROPERTY,
    /** The value of a property, whose {@code %}, {@code *} and {@code ?} are wildcards. */
    VALUE,
    /** The value of a property in quotation marks, without them. */
    QUOTED_VALUE, AND, OR, NOT, OPEN, CLOSE, END;

    boolean isWord() {
      return this == WORD || this == QUOTED;
    }

    boolean isOperator() {
      return this == AND || this == OR || this == NOT;
    }
  }

  /**
   * The smallest unit of a query.
   *
   * @param text the word, or the name of a field or property without its colon
   * @param position the index of its first char in the query
   */
  record Lexeme(LexemeKind kind, String text, int position) {
    boolean is(LexemeKind other) {
      return kind == other;
    }
  }

  private QueryLexer(String query) {
    this.query = query;
  }

  /**
   * Returns the lexemes in order; the last one is always {@link LexemeKind#END}.
   *
   * @throws QuerySyntaxException if a word starts with a colon, a quotation mark is not closed, or a word contains an
   *     operator of another query language
   */
  static List<Lexeme> split(String query) {
    QueryLexer lexer = new QueryLexer(query);
    lexer.run();
    return lexer.lexemes;
  }

  private void run() {
    int i = 0;
    while (i < query.length()) {
      int c = query.codePointAt(i);
      if (c == '(' || c == ')') {
        add(c == '(' ? LexemeKind.OPEN : LexemeKind.CLOSE, i, i + 1);
        i++;
      } else if (endsWord(c)) {
        i += Character.charCount(c);
      } else if (isQuote(c)) {
        i = addQuoted(LexemeKind.QUOTED, i);
      } else {
        i = addWord(i, endOfWord(i));
      }
    }
    add(LexemeKind.END, i, i);
  }

  private int endOfWord(int start) {
    int i = start;
    while (i < query.length() && !endsWord(query.codePointAt(i))) {
      i += Character.charCount(query.codePointAt(i));
    }
    return i;
  }

  /** Adds the text in the quotation marks that start at {@code start}, and returns its end. */
  private int addQuoted(LexemeKind kind, int start) {
    int end = start + 1;
    while (end < query.length() && !isQuote(query.charAt(end))) {
      end++;
    }
    if (end == query.length()) {
      throw new QuerySyntaxException(start, "a closing quotation mark for this one");
    }
    String text = query.substring(start + 1, end);
    if (text.isEmpty()) {
      throw new QuerySyntaxException(start, "words between the quotation marks");
    }
    if (end + 1 < query.length() && !endsWord(query.codePointAt(end + 1))) {
      throw new QuerySyntaxException(end + 1, "a space after the quotation mark");
    }
    lexemes.add(new Lexeme(kind, text, start));
    return end + 1;
  }

  /** Adds the word between {@code start} and {@code end}, and returns its end. */
  private int addWord(int start, int end) {
    if (query.charAt(start) == ':') {
      throw new QuerySyntaxException(start, "the name of a field before the colon");
    }
    Matcher property = PROPERTY.matcher(query).region(start, end);
    if (property.lookingAt()) {
      lexemes.add(new Lexeme(LexemeKind.PROPERTY, property.group(1), start));
      return addValue(property.end());
    }
    Matcher field = FIELD.matcher(query).region(start, end);
    if (field.lookingAt()) {
      add(LexemeKind.FIELD, start, field.end() - 1);
      if (field.end() == end) {
        return end;
      }
      if (isQuote(query.charAt(field.end()))) {
        return addQuoted(LexemeKind.QUOTED, field.end());
      }
      if ("[{".indexOf(query.charAt(field.end())) >= 0) {
        throw new QuerySyntaxException(
            field.end(),
            "a word, or a range of numbers such as 20..30, or the word in quotation marks");
      }
      if (!QueryComparison.isNumeric(query.substring(field.end(), end))) {
        requireNoForeignOperator(field.end(), end);
      }
      add(LexemeKind.WORD, field.end(), end);
    } else {
      boolean isFirstInField =
          !lexemes.isEmpty() && lexemes.get(lexemes.size() - 1).is(LexemeKind.FIELD);
      if (!isFirstInField || !QueryComparison.isNumeric(query.substring(start, end))) {
        requireNoForeignOperator(start, end);
      }
      add(kindOf(query.substring(start, end)), start, end);
    }
    return end;
  }

  /**
   * Adds the value of a property, which may follow after a space, and returns its end. Names may contain the operators of
   * other query languages.
   */
  private int addValue(int afterColon) {
    int start = afterColon;
    while (start < query.length() && isSpace(query.codePointAt(start))) {
      start += Character.charCount(query.codePointAt(start));
    }
    if (start < query.length() && isQuote(query.charAt(start))) {
      return addQuoted(LexemeKind.QUOTED_VALUE, start);
    }
    int end = endOfWord(start);
    if (end > start) {
      add(LexemeKind.VALUE, start, end);
    }
    return end;
  }

  private void requireNoForeignOperator(int start, int end) {
    String word = query.substring(start, end);
    char first = word.charAt(0);
    if (first == '-' || first == '!') {
      throw new QuerySyntaxException(
          start,
          "NOT to exclude what follows, instead of '" + first
              + "', or the word in quotation marks to search for it");
    }
    int bar = word.indexOf('|');
    if (bar >= 0) {
      throw new QuerySyntaxException(
          start + bar,
          "OR between alternatives, instead of '|', or the word in quotation marks to search for it");
    }
    boolean partial = word.indexOf('*') >= 0 || word.indexOf('?') >= 0 || word.indexOf('%') >= 0;
    Matcher suffix = WEIGHT_OR_DISTANCE.matcher(word);
    if (!partial && suffix.find() && suffix.start() > 0) {
      throw new QuerySyntaxException(
          start + suffix.start(),
          "'*' or '?' for other spellings, instead of '" + word.charAt(suffix.start())
              + "', or the word in quotation marks to search for it");
    }
    int underscore = word.indexOf('_');
    if (underscore >= 0 && word.indexOf('%') < 0
        && (word.indexOf('*') >= 0 || word.indexOf('?') >= 0)) {
      throw new QuerySyntaxException(
          start + underscore,
          "a space instead of '_', which separates words, in a word with '*' or '?'");
    }
  }

  private static LexemeKind kindOf(String word) {
    return switch (word) {
      case "AND" -> LexemeKind.AND;
      case "OR" -> LexemeKind.OR;
      case "NOT" -> LexemeKind.NOT;
      default -> LexemeKind.WORD;
    };
  }

  private void add(LexemeKind kind, int start, int end) {
    lexemes.add(new Lexeme(kind, query.substring(start, end), start));
  }

  private static boolean endsWord(int c) {
    return c == '(' || c == ')' || isSpace(c);
  }

  private static boolean isSpace(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  private static boolean isQuote(int c) {
    return QUOTES.indexOf(c) >= 0;
  }
}
