package io.gypsum.metadata;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.gypsum.metadata.Condition.All;
import io.gypsum.metadata.Condition.Any;
import io.gypsum.metadata.Condition.Finished;
import io.gypsum.metadata.Condition.Has;
import io.gypsum.metadata.Condition.Named;
import io.gypsum.metadata.Condition.None;
import org.jspecify.annotations.Nullable;

/**
 * Writes the statement that finds documents, in the order of {@code vid} and then path. With a {@link Driver} it goes
 * through the links of some terms and sorts what it finds; without one it goes through versions and their documents, which
 * are in order already, and asks each for its terms, so that the first hits come at once. Not thread-safe.
 */
final class Translation {
  private static final String COLUMNS =
      "SELECT v.project, v.asset, v.version, p.path, v.user, v.time, v.latest, p.pid FROM ";
  private static final String DOCUMENTS =
      ") d CROSS JOIN paths p ON p.pid = d.pid CROSS JOIN versions v ON v.vid = p.vid";
  private static final String VERSIONS = "versions v CROSS JOIN paths p ON p.vid = v.vid";

  private static final int MAX_PARTS = 100;

  private final TermIndex index;
  private final SqlText sql = new SqlText();
  private String document = "p.pid";
  private Set<Condition> settled = Set.of();

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
        condition == null ? Optional.empty() : Driver.of(condition, index, allVersions);
    sql.add(COLUMNS);
    if (driver.isPresent()) {
      // What can be asked of d is asked before the document is looked up.
      document = "d.pid";
      settled = driver.get().settled();
      collect(driver.get().groups());
    } else {
      sql.add(VERSIONS);
    }
    sql.add(" WHERE TRUE");
    if (!allVersions) {
      sql.add(" AND v.latest = 1");
    }
    if (after != null) {
      sql.add(
          " AND v.vid >= ? AND (v.vid > ? OR p.path > ?)", after.vid(), after.vid(), after.path());
    }
    if (condition != null) {
      sql.add(isLong(condition) ? " AND +" : " AND ");
      condition(condition);
    }
    return sql.add(" ORDER BY v.vid, p.path");
  }

  /**
   * Of a short list each part is asked as early as it can be. SQLite would make a tree that is too deep of a long one; the +
   * keeps it from taking it apart.
   */
  private static boolean isLong(Condition condition) {
    return condition instanceof All all && all.conditions().size() > MAX_PARTS;
  }

  /** What has a term of each group, once. */
  private void collect(List<List<Term>> groups) {
    sql.add("(");
    for (int i = 0; i < groups.size(); i++) {
      sql.add(i == 0 ? "" : " INTERSECT ");
      sql.add(groups.size() == 1 ? "SELECT DISTINCT pid FROM (" : "SELECT pid FROM (");
      union(groups.get(i));
      sql.add(")");
    }
    sql.add(DOCUMENTS);
  }

  private void union(List<Term> terms) {
    if (terms.isEmpty()) {
      sql.add("SELECT 0 AS pid WHERE FALSE");
    }
    for (int i = 0; i < terms.size(); i++) {
      sql.add(i == 0 ? "" : " UNION ALL ");
      LinksSql.selectDocuments(sql, terms.get(i), index.of(terms.get(i)));
    }
  }

  private void condition(Condition condition) {
    if (settled.contains(condition)) {
      sql.add("TRUE");
    } else if (condition instanceof Has has) {
      has(has.term());
    } else if (condition instanceof Named named) {
      sql.add(column(named) + (named.pattern() ? " LIKE ?" : " = ?"), named.value());
    } else if (condition instanceof Finished finished) {
      sql.add(finished.after() ? "v.time > ?" : "v.time <= ?", Times.seconds(finished.time()));
    } else if (condition instanceof All all) {
      balanced(" AND ", index.decidingFirst(all));
    } else if (condition instanceof Any any) {
      balanced(" OR ", index.decidingFirst(any));
    } else {
      sql.add("NOT ");
      condition(((None) condition).condition());
    }
  }

  private void has(Term term) {
    Postings postings = index.of(term);
    String linksByDocument = index.layout().linksByDocument();
    if (postings.isEmpty()) {
      sql.add("FALSE");
    } else if (linksByDocument == null || (postings.rare() && document.equals("p.pid"))) {
      // The + keeps SQLite from going by these documents instead of those that were chosen.
      sql.add("+" + document + " IN (");
      LinksSql.selectDocuments(sql, term, postings);
      sql.add(")");
    } else {
      LinksSql.hasLink(sql, term, postings, linksByDocument, document);
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
