package io.gypsum.metadata;

import java.util.List;
import java.util.stream.Collectors;

/** SQL for the links of a term. Tokens come first, then their links: every other way reads all links. */
final class LinksSql {
  private LinksSql() {}

  /** {@code SELECT} of the documents that the term is linked to, some of them often. */
  static void selectDocuments(SqlText sql, Term term, Postings postings) {
    List<Long> tokens = postings.tokens();
    if (tokens == null) {
      sql.add("SELECT l.pid FROM tokens t CROSS JOIN links l ON l.tid = t.tid WHERE ");
      like(sql, term);
    } else {
      sql.add("SELECT l.pid FROM links l WHERE ").add(among(tokens));
    }
    sql.add(field(postings));
  }

  /**
   * {@code EXISTS} of a link between the term and the document {@code p} of the query around it.
   *
   * @param index by which to find the links of one document
   */
  static void hasLink(SqlText sql, Term term, Postings postings, String index) {
    sql.add("EXISTS (SELECT 1 FROM links l INDEXED BY \"" + index.replace("\"", "\"\"") + "\"")
        .add(" WHERE l.pid = p.pid AND ");
    List<Long> tokens = postings.tokens();
    if (tokens == null) {
      // The + has SQLite go through the document's links: there are fewer of them than of such tokens.
      sql.add("+l.tid IN (SELECT t.tid FROM tokens t WHERE ");
      like(sql, term);
      sql.add(")");
    } else {
      sql.add(among(tokens));
    }
    sql.add(field(postings)).add(")");
  }

  /** The condition for tokens {@code t} that are like the term. */
  static void like(SqlText sql, Term term) {
    if (!term.prefix().isEmpty()) {
      sql.add("t.token >= ? AND ", term.prefix());
      String beyond = term.beyondPrefix();
      if (beyond != null) {
        sql.add("t.token < ? AND ", beyond);
      }
    }
    sql.add("t.token LIKE ?", term.word());
  }

  private static String among(List<Long> tokens) {
    return tokens.stream()
        .map(String::valueOf)
        .collect(Collectors.joining(", ", "l.tid IN (", ")"));
  }

  private static String field(Postings postings) {
    return postings.field() == null ? "" : " AND l.fid = " + postings.field();
  }
}
