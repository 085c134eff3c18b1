package io.gypsum.metadata.search;

/**
 * One sign of a query in words.
 *
 * @param text the word itself, or the name of a field without its colon
 * @param position of its first char
 */
record Lexeme(Kind kind, String text, int position) {
  enum Kind {
    WORD, FIELD, AND, OR, NOT, OPEN, CLOSE, END;

    boolean isOperator() {
      return this == AND || this == OR || this == NOT;
    }
  }

  boolean is(Kind other) {
    return kind == other;
  }
}
