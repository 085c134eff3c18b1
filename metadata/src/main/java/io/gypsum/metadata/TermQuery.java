package io.gypsum.metadata;

import io.gypsum.metadata.sqlite.SqlBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A search term, or a pattern of search terms, that a document must contain.
 *
 * @param word the normalized term or pattern
 * @param pattern whether {@code word} is a {@code LIKE} pattern
 * @param field the field that must contain the term; null for any field
 */
record TermQuery(String word, boolean pattern, @Nullable String field) {
  /** Appends the SQL condition by which rows {@code t} of the table {@code tokens} match. */
  void addTokenCondition(SqlBuilder sql) {
    if (!pattern) {
      sql.add("t.token = ?", word);
      return;
    }
    // SQLite does not use an index for LIKE with a parameter, but it does for a range.
    if (!prefix().isEmpty()) {
      sql.add("t.token >= ? AND ", prefix());
      String end = prefixEnd();
      if (end != null) {
        sql.add("t.token < ? AND ", end);
      }
    }
    sql.add("t.token LIKE ?", word);
  }

  /**
   * Returns the common prefix of all terms that match the pattern. Terms and patterns are both in lower case, so it
   * does not matter that {@code LIKE} ignores the case of ASCII letters.
   */
  String prefix() {
    int end = 0;
    while (end < word.length() && word.charAt(end) != '%' && word.charAt(end) != '_') {
      end++;
    }
    return word.substring(0, end);
  }

  /**
   * Returns the exclusive end of the range of texts that start with {@link #prefix}, in the order of code points; null if
   * the range has no end.
   */
  @Nullable
  String prefixEnd() {
    String prefix = prefix();
    int end = prefix.length();
    while (end > 0) {
      int last = prefix.codePointBefore(end);
      end -= Character.charCount(last);
      if (last < Character.MAX_CODE_POINT) {
        int next = last + 1 == Character.MIN_SURROGATE ? Character.MAX_SURROGATE + 1 : last + 1;
        return prefix.substring(0, end) + Character.toString(next);
      }
    }
    return null;
  }
}
