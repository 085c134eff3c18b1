package io.gypsum.metadata.search;

import java.util.List;
import java.util.Objects;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import org.jspecify.annotations.Nullable;

/** Writes clauses as text queries with as few parentheses as possible. Only operators between negated words are omitted. */
final class QueryPrinter {
  private final StringBuilder out = new StringBuilder();

  /** @throws GypsumException INVALID if a part of the clause cannot be expressed in a text query */
  static String print(SearchClause clause) {
    QueryPrinter printer = new QueryPrinter();
    printer.add(clause);
    return printer.out.toString();
  }

  private void add(SearchClause clause) {
    if (clause instanceof SearchClause.Or or) {
      addList(" OR ", or.clauses());
    } else if (clause instanceof SearchClause.And and) {
      addList(" AND ", and.clauses());
    } else if (clause instanceof SearchClause.Not not) {
      addNegation(not.clause());
    } else if (clause instanceof SearchClause.Text text) {
      addText(text);
    } else {
      throw GypsumException.invalid(
          "a text query cannot contain names or times, found '"
              + Printable.value(clause.toString()) + "'");
    }
  }

  /**
   * An <em>or</em> in the list is part of an <em>and</em> and needs parentheses; an <em>and</em> in an <em>or</em> does not.
   */
  private void addList(String operator, List<SearchClause> clauses) {
    for (int i = 0; i < clauses.size(); i++) {
      if (i > 0) {
        out.append(operator);
      }
      if (clauses.get(i) instanceof SearchClause.Or) {
        addInParentheses(clauses.get(i));
      } else {
        add(clauses.get(i));
      }
    }
  }

  private void addNegation(SearchClause clause) {
    out.append("NOT ");
    if (clause instanceof SearchClause.Not) {
      throw GypsumException.invalid(
          "a text query cannot contain a NOT of a NOT: remove both");
    }
    if (clause instanceof SearchClause.And and && isRun(and)) {
      addRun(and);
    } else if (clause instanceof SearchClause.And || clause instanceof SearchClause.Or) {
      addInParentheses(clause);
    } else {
      add(clause);
    }
  }

  /** Returns whether the clause can be written as adjacent words. */
  private static boolean isRun(SearchClause.And clause) {
    if (!(clause.clauses().get(0) instanceof SearchClause.Text first)
        || !clause.clauses().stream().allMatch(word -> isWord(word, first.field()))) {
      return false;
    }
    QueryPrinter printer = new QueryPrinter();
    printer.addRun(clause);
    return isParsedAs(printer.out.toString(), clause);
  }

  private static boolean isWord(SearchClause clause, @Nullable String field) {
    return clause instanceof SearchClause.Text text && Objects.equals(text.field(), field);
  }

  private void addRun(SearchClause.And words) {
    String separator = "";
    for (SearchClause clause : words.clauses()) {
      SearchClause.Text word = (SearchClause.Text) clause;
      String field = separator.isEmpty() ? word.field() : null;
      out.append(separator).append(written(field, word));
      separator = " ";
    }
  }

  private void addInParentheses(SearchClause clause) {
    out.append('(');
    add(clause);
    out.append(')');
  }

  private void addText(SearchClause.Text clause) {
    String field = clause.field();
    String written = written(field, clause);
    if (!isParsedAs(written, clause)) {
      throw GypsumException.invalid(
          "a text query cannot contain '" + Printable.value(clause.text()) + "'"
              + (field == null ? "" : " in the field '" + Printable.value(field) + "'")
              + ": expected one word"
              + (clause.partial() ? " with a wildcard" : " without quotation marks")
              + (field == null ? "" : " and a field of letters, digits and '_', '.', '-'"));
    }
    out.append(written);
  }

  /**
   * Returns the first of these forms that is parsed as {@code word}: as it is, with {@code ?} instead of {@code _}, or in
   * quotation marks; the last one if there is none.
   */
  private static String written(@Nullable String field, SearchClause.Text word) {
    SearchClause expected = new SearchClause.Text(word.text(), field, word.partial());
    String written = "";
    for (String form : List.of(
        word.text(), word.text().replace('_', '?'), '"' + word.text() + '"')) {
      written = field == null ? form : inField(field, form);
      if (isParsedAs(written, expected)) {
        return written;
      }
    }
    return written;
  }

  /**
   * Without a space, a slash after the colon would make the field name a part of the word, and the other characters would be
   * operators of other query languages.
   */
  private static String inField(String field, String text) {
    boolean needsSpace = !text.isEmpty() && "/<>=[{".indexOf(text.charAt(0)) >= 0;
    return field + (needsSpace ? ": " : ":") + text;
  }

  /** Parses the text again: no other check is as reliable. */
  private static boolean isParsedAs(String written, SearchClause clause) {
    try {
      return QueryParser.parse(written).equals(clause);
    } catch (QuerySyntaxException e) {
      return false;
    }
  }
}
