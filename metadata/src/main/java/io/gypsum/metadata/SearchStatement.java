package io.gypsum.metadata;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import io.gypsum.metadata.SearchCondition.AllOf;
import io.gypsum.metadata.SearchCondition.AnyOf;
import io.gypsum.metadata.SearchCondition.FinishedAt;
import io.gypsum.metadata.SearchCondition.HasTerm;
import io.gypsum.metadata.SearchCondition.NameIs;
import io.gypsum.metadata.SearchCondition.NoneOf;
import io.gypsum.metadata.sqlite.IndexTime;
import io.gypsum.metadata.sqlite.SqlBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Writes the SQL statement of a search by the plan of a {@link SearchPlanner}. Rows are in the order of {@code vid} and
 * path. Not thread-safe.
 */
final class SearchStatement {
  private static final String SCANNED = "versions v CROSS JOIN paths p ON p.vid = v.vid";
  private static final String DRIVEN =
      ") d CROSS JOIN paths p ON p.pid = d.pid CROSS JOIN versions v ON v.vid = p.vid";

  /** SQLite makes a tree as deep as the list of a conjunction that it may take apart, and limits the depth. */
  private static final int MAX_SEPARATE_TESTS = 100;

  private final SearchPlanner planner;
  private final SearchPlan plan;
  private final SqlBuilder sql = new SqlBuilder();

  private SearchStatement(SearchPlanner planner, SearchPlan plan) {
    this.planner = planner;
    this.plan = plan;
  }

  /**
   * @param condition null if every document matches
   * @param planner with the posting lists of all terms in {@code condition}
   * @param after the position of the last hit that is not required; null to start with the first hit
   * @return a statement that selects {@link SearchHits#COLUMNS}
   */
  static SqlBuilder of(
      @Nullable SearchCondition condition, SearchPlanner planner, SearchOptions options,
      SearchCursor.@Nullable Position after) {
    SearchPlan plan = planner.plan(condition, options);
    return new SearchStatement(planner, plan).write(condition, options.allVersions(), after);
  }

  private SqlBuilder write(
      @Nullable SearchCondition condition, boolean allVersions,
      SearchCursor.@Nullable Position after) {
    sql.add("SELECT " + SearchHits.COLUMNS + " FROM ");
    if (plan instanceof SearchPlan.Drive drive) {
      addDrivingGroup(drive.group());
    } else {
      sql.add(SCANNED);
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
      // SQLite runs each test of a short list as early as possible; the + prevents it from taking a long list apart.
      boolean isLong =
          condition instanceof AllOf all && all.parts().size() > MAX_SEPARATE_TESTS;
      sql.add(isLong ? " AND +" : " AND ");
      addTest(condition);
    }
    return sql.add(" ORDER BY v.vid, p.path");
  }

  /** Selects the documents that the driving group refers to, each once. */
  private void addDrivingGroup(List<PostingList> lists) {
    sql.add("(SELECT DISTINCT pid FROM (");
    if (lists.isEmpty()) {
      sql.add("SELECT 0 AS pid WHERE FALSE");
    }
    for (int i = 0; i < lists.size(); i++) {
      sql.add(i == 0 ? "" : " UNION ALL ");
      lists.get(i).addSelectDocuments(sql);
    }
    sql.add(")").add(DRIVEN);
  }

  private void addTest(SearchCondition condition) {
    if (plan instanceof SearchPlan.Drive drive && condition.equals(drive.implied())) {
      sql.add("TRUE");
    } else if (condition instanceof HasTerm has) {
      addTermTest(planner.list(has));
    } else if (condition instanceof NameIs name) {
      sql.add(column(name) + (name.pattern() ? " LIKE ?" : " = ?"), name.value());
    } else if (condition instanceof FinishedAt finished) {
      sql.add(
          finished.after() ? "v.time > ?" : "v.time <= ?", IndexTime.toSeconds(finished.time()));
    } else if (condition instanceof AllOf all) {
      addConjunction(all);
    } else if (condition instanceof AnyOf any) {
      addDisjunction(any);
    } else {
      sql.add("NOT ");
      addTest(((NoneOf) condition).part());
    }
  }

  /** An operand of a conjunction or disjunction. */
  private record Operand(double rank, Runnable write) {}

  private void addConjunction(AllOf all) {
    List<Operand> operands = new ArrayList<>();
    for (SearchCondition part : all.parts()) {
      double rank =
          SearchPlanner.rankInConjunction(planner.lookups(part), planner.share(part));
      operands.add(new Operand(rank, () -> addTest(part)));
    }
    addBalanced(" AND ", operands);
  }

  /** Merges the terms of a disjunction, so that a document's links are read once instead of once for each term. */
  private void addDisjunction(AnyOf any) {
    List<Operand> operands = new ArrayList<>();
    List<PostingList> lists = new ArrayList<>();
    for (SearchCondition part : any.parts()) {
      if (part instanceof HasTerm has) {
        lists.add(planner.list(has));
      } else {
        double rank =
            SearchPlanner.rankInDisjunction(planner.lookups(part), planner.share(part));
        operands.add(new Operand(rank, () -> addTest(part)));
      }
    }
    for (PostingList list : PostingList.merge(lists)) {
      double rank = SearchPlanner.rankInDisjunction(list.lookups(), planner.share(list));
      operands.add(new Operand(rank, () -> addTermTest(list)));
    }
    addBalanced(" OR ", operands);
  }

  private void addTermTest(PostingList list) {
    String document = plan instanceof SearchPlan.Drive ? "d.pid" : "p.pid";
    String linksIndex = planner.statistics().linksIndex();
    if (list.isEmpty()) {
      sql.add("FALSE");
    } else if (linksIndex == null || planner.isReadAtOnce(list, plan)) {
      // The + prevents SQLite from driving the statement by these documents.
      sql.add("+" + document + " IN (");
      list.addSelectDocuments(sql);
      sql.add(")");
    } else {
      list.addLinkExists(sql, linksIndex, document);
    }
  }

  /** Writes the operands by rank, as nested halves: SQLite makes a tree as deep as a list of operands is long. */
  private void addBalanced(String operator, List<Operand> operands) {
    if (operands.isEmpty()) {
      // A disjunction of terms that no document contains.
      sql.add("FALSE");
    } else {
      addSorted(
          operator,
          operands.stream().sorted(Comparator.comparingDouble(Operand::rank)).toList());
    }
  }

  private void addSorted(String operator, List<Operand> operands) {
    if (operands.size() == 1) {
      operands.get(0).write().run();
      return;
    }
    int half = operands.size() / 2;
    sql.add("(");
    addSorted(operator, operands.subList(0, half));
    sql.add(operator);
    addSorted(operator, operands.subList(half, operands.size()));
    sql.add(")");
  }

  private static String column(NameIs name) {
    return switch (name.of()) {
      case PROJECT -> "v.project";
      case ASSET -> "v.asset";
      case VERSION -> "v.version";
      case PATH -> "p.path";
      case USER -> "v.user";
    };
  }
}
