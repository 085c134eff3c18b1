package io.gypsum.metadata;

import java.util.List;
import java.util.Optional;

import io.gypsum.metadata.Condition.All;
import io.gypsum.metadata.Condition.Any;
import io.gypsum.metadata.Condition.Finished;
import io.gypsum.metadata.Condition.Has;
import io.gypsum.metadata.Condition.Named;
import io.gypsum.metadata.Condition.None;
import org.jspecify.annotations.Nullable;

/**
 * Writes the statement that finds documents, in the order of {@code vid} and then path. With a {@link Driver} it goes
 * through the links of rare terms and sorts what it finds; without one it goes through versions and their documents, which
 * are in order already, and asks each for its terms, so that the first hits come at once. Not thread-safe.
 */
final class Translation {
  private static final String COLUMNS =
      "SELECT v.project, v.asset, v.version, p.path, v.user, v.time, v.latest, p.pid FROM ";
  private static final String DOCUMENTS_FIRST =
      COLUMNS + "paths p CROSS JOIN versions v ON v.vid = p.vid WHERE p.pid IN (";
  private static final String VERSIONS_FIRST =
      COLUMNS + "versions v CROSS JOIN paths p ON p.vid = v.vid WHERE TRUE";

  private final TermIndex index;
  private final SqlText sql = new SqlText();

  private Translation(TermIndex index) {
    this.index = index;
  }

  /**
   * @param condition null for every document
   * @param index of all terms in {@code condition}
   * @param after the last hit that is not wanted any more; null to begin
   */
  static SqlText of(
      @Nullable Condition condition, TermIndex index, boolean allVersions,
      @Nullable Place after) {
    return new Translation(index).statement(condition, allVersions, after);
  }

  private SqlText statement(
      @Nullable Condition condition, boolean allVersions, @Nullable Place after) {
    Optional<Driver> driver =
        condition == null ? Optional.empty() : Driver.of(condition, index);
    if (driver.isPresent()) {
      sql.add(DOCUMENTS_FIRST);
      union(driver.get().terms());
      sql.add(")");
    } else {
      sql.add(VERSIONS_FIRST);
    }
    if (!allVersions) {
      sql.add(" AND v.latest = 1");
    }
    if (after != null) {
      sql.add(
          " AND v.vid >= ? AND (v.vid > ? OR p.path > ?)", after.vid(), after.vid(), after.path());
    }
    if (condition != null && !driver.map(Driver::exact).orElse(false)) {
      sql.add(" AND ");
      condition(condition);
    }
    return sql.add(" ORDER BY v.vid, p.path");
  }

  private void union(List<Term> terms) {
    for (int i = 0; i < terms.size(); i++) {
      sql.add(i == 0 ? "" : " UNION ALL ");
      LinksSql.selectDocuments(sql, terms.get(i), index.of(terms.get(i)));
    }
  }

  private void condition(Condition condition) {
    if (condition instanceof Has has) {
      has(has.term());
    } else if (condition instanceof Named named) {
      sql.add(column(named) + (named.pattern() ? " LIKE ?" : " = ?"), named.value());
    } else if (condition instanceof Finished finished) {
      sql.add(finished.after() ? "v.time > ?" : "v.time <= ?", Times.seconds(finished.time()));
    } else if (condition instanceof All all) {
      balanced(" AND ", all.conditions());
    } else if (condition instanceof Any any) {
      balanced(" OR ", any.conditions());
    } else {
      sql.add("NOT ");
      condition(((None) condition).condition());
    }
  }

  private void has(Term term) {
    Postings postings = index.of(term);
    String linksByDocument = index.linksByDocument();
    if (postings.isEmpty()) {
      sql.add("FALSE");
    } else if (postings.rare() || linksByDocument == null) {
      // The + keeps SQLite from going by these documents instead of those that were chosen.
      sql.add("+p.pid IN (");
      LinksSql.selectDocuments(sql, term, postings);
      sql.add(")");
    } else {
      LinksSql.hasLink(sql, term, postings, linksByDocument);
    }
  }

  /** In halves of halves: SQLite takes a list of operands for a tree that is as deep as the list is long. */
  private void balanced(String operator, List<Condition> conditions) {
    if (conditions.size() == 1) {
      condition(conditions.get(0));
      return;
    }
    int half = conditions.size() / 2;
    sql.add("(");
    balanced(operator, conditions.subList(0, half));
    sql.add(operator);
    balanced(operator, conditions.subList(half, conditions.size()));
    sql.add(")");
  }

  private static String column(Named named) {
    return switch (named.of()) {
      case PROJECT -> "v.project";
      case ASSET -> "v.asset";
      case VERSION -> "v.version";
      case PATH -> "p.path";
      case USER -> "v.user";
    };
  }
}
