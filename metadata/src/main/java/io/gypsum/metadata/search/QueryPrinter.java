package io.gypsum.metadata.search;

import java.util.List;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import org.jspecify.annotations.Nullable;

/** Writes clauses in words, each operator in full and brackets where they are needed. */
final class QueryPrinter {
  private final StringBuilder out = new StringBuilder();

  static String print(SearchClause clause) {
    QueryPrinter printer = new QueryPrinter();
    printer.any(clause);
    return printer.out.toString();
  }

  private void any(SearchClause clause) {
    if (clause instanceof SearchClause.Or or) {
      list(" OR ", or.clauses());
    } else if (clause instanceof SearchClause.And and) {
      list(" AND ", and.clauses());
    } else if (clause instanceof SearchClause.Not not) {
      negation(not.clause());
    } else if (clause instanceof SearchClause.Text text) {
      text(text);
    } else {
      throw GypsumException.invalid(
          "a query in words cannot ask for names or times, as this does: "
              + Printable.value(clause.toString()));
    }
  }

  /** Of these an <em>or</em> can only stand in an <em>and</em>, where it needs brackets; or the other way round. */
  private void list(String operator, List<SearchClause> clauses) {
    for (int i = 0; i < clauses.size(); i++) {
      if (i > 0) {
        out.append(operator);
      }
      if (clauses.get(i) instanceof SearchClause.Or) {
        bracketed(clauses.get(i));
      } else {
        any(clauses.get(i));
      }
    }
  }

  private void negation(SearchClause clause) {
    out.append("NOT ");
    if (clause instanceof SearchClause.Not) {
      throw GypsumException.invalid("a query in words has no NOT of a NOT: leave both out");
    }
    if (clause instanceof SearchClause.And || clause instanceof SearchClause.Or) {
      bracketed(clause);
    } else {
      any(clause);
    }
  }

  private void bracketed(SearchClause clause) {
    out.append('(');
    any(clause);
    out.append(')');
  }

  private void text(SearchClause.Text clause) {
    String field = clause.field();
    String written = field == null ? clause.text() : inField(field, clause.text());
    if (!isRead(written, clause)) {
      throw GypsumException.invalid(
          "a query in words cannot ask for '" + Printable.value(clause.text()) + "'" + where(field)
              + ": expected one word"
              + (clause.partial() ? " with a %" : " without a %")
              + (field == null ? "" : " and a field of letters, digits and _ . -"));
    }
    out.append(written);
  }

  /** A colon before a slash would not end a field. */
  private static String inField(String field, String text) {
    return field + (text.startsWith("/") ? ": " : ":") + text;
  }

  private static String where(@Nullable String field) {
    return field == null ? "" : " in '" + Printable.value(field) + "'";
  }

  /** The only sure way to know what is read: reading it. */
  private static boolean isRead(String written, SearchClause.Text clause) {
    try {
      return new QueryParser(Lexemes.of(written)).parse().equals(clause);
    } catch (QuerySyntaxException e) {
      return false;
    }
  }
}
