package io.gypsum.metadata.search;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes a query apart. White space and brackets end a word. A field stands at the start of a word only: what follows its
 * colon without a gap is a word, whatever it looks like.
 */
final class Lexemes {
  /** A colon before a slash is one of an address, {@code https://…}. */
  private static final Pattern FIELD = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*+:(?!/)");

  private final String query;
  private final List<Lexeme> found = new ArrayList<>();

  private Lexemes(String query) {
    this.query = query;
  }

  /**
   * All lexemes in order; the last is the end.
   *
   * @throws QuerySyntaxException when a word is a colon without a name before it
   */
  static List<Lexeme> of(String query) {
    Lexemes lexemes = new Lexemes(query);
    lexemes.read();
    return lexemes.found;
  }

  private void read() {
    int i = 0;
    while (i < query.length()) {
      int c = query.codePointAt(i);
      if (c == '(' || c == ')') {
        add(c == '(' ? Lexeme.Kind.OPEN : Lexeme.Kind.CLOSE, i, i + 1);
        i++;
      } else if (endsWord(c)) {
        i += Character.charCount(c);
      } else {
        int end = endOfWord(i);
        word(i, end);
        i = end;
      }
    }
    add(Lexeme.Kind.END, i, i);
  }

  private int endOfWord(int start) {
    int i = start;
    while (i < query.length() && !endsWord(query.codePointAt(i))) {
      i += Character.charCount(query.codePointAt(i));
    }
    return i;
  }

  private void word(int start, int end) {
    if (query.charAt(start) == ':') {
      throw new QuerySyntaxException(start, "the name of a field before the colon");
    }
    Matcher field = FIELD.matcher(query).region(start, end);
    if (field.lookingAt()) {
      add(Lexeme.Kind.FIELD, start, field.end() - 1);
      if (field.end() < end) {
        add(Lexeme.Kind.WORD, field.end(), end);
      }
    } else {
      add(kindOf(query.substring(start, end)), start, end);
    }
  }

  private static Lexeme.Kind kindOf(String word) {
    return switch (word) {
      case "AND" -> Lexeme.Kind.AND;
      case "OR" -> Lexeme.Kind.OR;
      case "NOT" -> Lexeme.Kind.NOT;
      default -> Lexeme.Kind.WORD;
    };
  }

  private void add(Lexeme.Kind kind, int start, int end) {
    found.add(new Lexeme(kind, query.substring(start, end), start));
  }

  private static boolean endsWord(int c) {
    return c == '(' || c == ')' || Character.isWhitespace(c) || Character.isSpaceChar(c);
  }
}
