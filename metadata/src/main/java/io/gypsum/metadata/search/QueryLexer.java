package io.gypsum.metadata.search;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits a text query into lexemes. White space and parentheses end a word. A field name is recognized only at the
 * start of a word; text directly after its colon is always a word.
 */
final class QueryLexer {
  /** A name and a colon. A colon before a slash is part of a URL instead, as in {@code https://…}. */
  private static final Pattern FIELD = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*+:(?!/)");

  private final String query;
  private final List<Lexeme> lexemes = new ArrayList<>();

  /** The kinds of lexemes. */
  enum LexemeKind {
    WORD, FIELD, AND, OR, NOT, OPEN, CLOSE, END;

    boolean isOperator() {
      return this == AND || this == OR || this == NOT;
    }
  }

  /**
   * The smallest unit of a query.
   *
   * @param text the word, or the name of a field without its colon
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
   * @throws QuerySyntaxException if a word starts with a colon
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
      } else {
        int end = endOfWord(i);
        addWord(i, end);
        i = end;
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

  private void addWord(int start, int end) {
    if (query.charAt(start) == ':') {
      throw new QuerySyntaxException(start, "the name of a field before the colon");
    }
    Matcher field = FIELD.matcher(query).region(start, end);
    if (field.lookingAt()) {
      add(LexemeKind.FIELD, start, field.end() - 1);
      if (field.end() < end) {
        add(LexemeKind.WORD, field.end(), end);
      }
    } else {
      add(kindOf(query.substring(start, end)), start, end);
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
    return c == '(' || c == ')' || Character.isWhitespace(c) || Character.isSpaceChar(c);
  }
}
