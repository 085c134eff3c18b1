package io.gypsum.metadata.search;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import org.jspecify.annotations.Nullable;

/** Writes clauses as text queries with as few parentheses as possible. Operators are omitted only between negated words. */
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
    } else if (isWord(clause)) {
      addWord(clause);
    } else {
      addProperty(clause);
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
    String field = fieldOf(clause.clauses().get(0));
    if (!clause.clauses()
        .stream()
        .allMatch(word -> isWord(word) && Objects.equals(fieldOf(word), field))) {
      return false;
    }
    QueryPrinter printer = new QueryPrinter();
    printer.addRun(clause);
    return isParsedAs(printer.out.toString(), clause);
  }

  /** Returns whether the clause is one word or phrase of a query. */
  private static boolean isWord(SearchClause clause) {
    return clause instanceof SearchClause.Text || clause instanceof SearchClause.Phrase
        || QueryComparison.form(clause) != null;
  }

  /** Returns the field of a word; null if it has none. */
  private static @Nullable String fieldOf(SearchClause word) {
    if (word instanceof SearchClause.Text text) {
      return text.field();
    }
    return word instanceof SearchClause.Phrase phrase
        ? phrase.field()
        : QueryComparison.fieldOf(word);
  }

  private void addRun(SearchClause.And words) {
    String separator = "";
    for (SearchClause word : words.clauses()) {
      String field = separator.isEmpty() ? fieldOf(word) : null;
      out.append(separator).append(written(field, word));
      separator = " ";
    }
  }

  private void addInParentheses(SearchClause clause) {
    out.append('(');
    add(clause);
    out.append(')');
  }

  private void addWord(SearchClause word) {
    String field = fieldOf(word);
    String written = written(field, word);
    if (!isParsedAs(written, word)) {
      throw GypsumException.invalid(
          "a text query cannot contain '" + Printable.value(textOf(word)) + "'"
              + (field == null ? "" : " in the field '" + Printable.value(field) + "'")
              + ": expected " + expectedText(word)
              + (field == null ? "" : " and a field of letters, digits and '_', '.', '-'"));
    }
    out.append(written);
  }

  private void addProperty(SearchClause clause) {
    for (String written : QueryProperty.forms(clause)) {
      if (isParsedAs(written, clause)) {
        out.append(written);
        return;
      }
    }
    throw GypsumException.invalid(
        "a text query cannot contain '" + Printable.value(clause.toString())
            + "': expected a name without quotation marks, with a wildcard if it is a pattern,"
            + " and a time from the year 0 to 9999");
  }

  private static String expectedText(SearchClause word) {
    if (word instanceof SearchClause.Text text) {
      return text.partial()
          ? "one word with a wildcard"
          : "one word without quotation marks";
    }
    return word instanceof SearchClause.Phrase
        ? "a phrase of several words without quotation marks"
        : "a number of at most 100 digits, or a range of them in order,";
  }

  private static String textOf(SearchClause word) {
    if (word instanceof SearchClause.Text text) {
      return text.text();
    }
    return word instanceof SearchClause.Phrase phrase
        ? phrase.text()
        : String.valueOf(QueryComparison.form(word));
  }

  /**
   * Returns the first form of {@code word} that is parsed as {@code word}; the last one if there is none.
   *
   * @param field the field to write, which may have been written before
   */
  private static String written(@Nullable String field, SearchClause word) {
    String comparison = QueryComparison.form(word);
    if (comparison != null) {
      return field == null ? comparison : field + ":" + comparison;
    }
    SearchClause expected =
        word instanceof SearchClause.Text text
            ? new SearchClause.Text(text.text(), field, text.partial())
            : new SearchClause.Phrase(textOf(word), field);
    String written = "";
    for (String form : forms(word)) {
      written = field == null ? form : inField(field, form);
      if (isParsedAs(written, expected)) {
        return written;
      }
    }
    return written;
  }

  /** Returns the forms of a word: as it is, with {@code ?} instead of {@code _}, or in quotation marks. */
  private static List<String> forms(SearchClause word) {
    String text = textOf(word);
    String quoted = '"' + text + '"';
    return word instanceof SearchClause.Phrase
        ? List.of(quoted)
        : List.of(text, text.replace('_', '?'), quoted);
  }

  /**
   * Without a space, a slash after the colon would make the field name a part of the word, and the other characters would be
   * operators of other query languages.
   */
  private static String inField(String field, String text) {
    boolean needsSpace = !text.isEmpty() && "/[{".indexOf(text.charAt(0)) >= 0;
    return field + (needsSpace ? ": " : ":") + text;
  }

  /** Parses the text again: no other check is as reliable. */
  private static boolean isParsedAs(String written, SearchClause clause) {
    try {
      // The printer writes no ages.
      return QueryParser.parse(QueryLexer.split(written), Instant.EPOCH).equals(clause);
    } catch (QuerySyntaxException e) {
      return false;
    }
  }
}
