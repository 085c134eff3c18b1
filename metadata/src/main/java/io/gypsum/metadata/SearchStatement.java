package io.gypsum.metadata;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;

import io.gypsum.metadata.SearchCondition.AllOf;
import io.gypsum.metadata.SearchCondition.AnyOf;
import io.gypsum.metadata.SearchCondition.DocumentHas;
import io.gypsum.metadata.SearchCondition.FinishedAt;
import io.gypsum.metadata.SearchCondition.HasTerm;
import io.gypsum.metadata.SearchCondition.NameIs;
import io.gypsum.metadata.SearchCondition.NoneOf;
import io.gypsum.metadata.search.SearchClause.NameOf;
import io.gypsum.metadata.sqlite.IndexTime;
import io.gypsum.metadata.sqlite.SqlBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Writes the SQL statement of a search by the plan of a {@link SearchPlanner}. Not thread-safe.
 */
final class SearchStatement {
  private static final String SCANNED = "versions v CROSS JOIN paths p ON p.vid = v.vid";
  private static final String DRIVEN =
      ") d CROSS JOIN paths p ON p.pid = d.pid CROSS JOIN versions v ON v.vid = p.vid";

  /**
   * Maximum number of operands in one list: SQLite parses a list of n operands into a tree of depth n, and limits the
   * depth.
   */
  private static final int MAX_SEPARATE_TESTS = 100;

  private final SearchPlanner planner;
  private final SearchPlan plan;
  private final List<DocumentCheck> documentChecks;
  private final SqlBuilder sql = new SqlBuilder();

  private SearchStatement(
      SearchPlanner planner, SearchPlan plan, List<DocumentCheck> documentChecks) {
    this.planner = planner;
    this.plan = plan;
    this.documentChecks = documentChecks;
  }

  /**
   * @param condition null if every document matches
   * @param planner a planner with the posting lists of all terms in {@code condition}
   * @param after the position of the last hit that is not required; null to start with the first hit
   * @param order INDEX if {@code after} is not null
   * @return a statement that selects {@link SearchHits#COLUMNS}; calls {@link DocumentFunction} with the indexes of
   *     {@link SearchCondition#documentChecks}
   */
  static SqlBuilder of(
      @Nullable SearchCondition condition, SearchPlanner planner, SearchOptions options,
      SearchCursor.@Nullable Position after, SearchOrder order) {
    SearchPlan plan = planner.plan(condition, options);
    List<DocumentCheck> tests = condition == null ? List.of() : condition.documentChecks();
    return new SearchStatement(planner, plan, tests)
        .write(condition, options.allVersions(), after)
        .add(" ORDER BY " + order.columns());
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
      addTest(condition, plan.documents());
    }
    return sql;
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

  /** @param documents the estimated number of documents on which the test is evaluated */
  private void addTest(SearchCondition condition, double documents) {
    if (isImplied(condition)) {
      sql.add("TRUE");
    } else if (condition instanceof HasTerm has) {
      addTermTest(planner.list(has), documents);
    } else if (condition instanceof DocumentHas has) {
      sql.add(DocumentFunction.call(documentChecks.indexOf(has.test()), "p.pid"));
    } else if (condition instanceof NameIs name) {
      sql.add(column(name) + (name.pattern() ? " LIKE ?" : " = ?"), name.value());
    } else if (condition instanceof FinishedAt finished) {
      sql.add(
          finished.after() ? "v.time > ?" : "v.time <= ?", IndexTime.toSeconds(finished.time()));
    } else if (condition instanceof AllOf all) {
      addConjunction(all, documents);
    } else if (condition instanceof AnyOf any) {
      addDisjunction(any, documents);
    } else {
      sql.add("NOT ");
      addTest(((NoneOf) condition).part(), documents);
    }
  }

  private boolean isImplied(SearchCondition condition) {
    return plan instanceof SearchPlan.Drive drive && condition.equals(drive.implied());
  }

  /**
   * An operand of a conjunction or disjunction.
   *
   * @param lookups how many look-ups the test costs
   * @param undecided the estimated share of documents for which the next operand has to be tested too
   * @param write writes the test, given the number of documents on which it is evaluated
   */
  private record Operand(int lookups, double undecided, DoubleConsumer write) {
    /** Operands in the order of their ranks need the fewest look-ups. */
    double rank() {
      // Never divides by 0, so that operands without look-ups have the rank 0.
      return lookups / Math.max(1e-9, 1 - undecided);
    }
  }

  private void addConjunction(AllOf all, double documents) {
    List<Operand> operands = new ArrayList<>();
    for (SearchCondition part : all.parts()) {
      operands.add(
          isImplied(part)
              ? new Operand(0, 1, tested -> sql.add("TRUE"))
              : new Operand(
                  planner.lookups(part), planner.share(part), tested -> addTest(part, tested)));
    }
    addOperands(" AND ", operands, documents);
  }

  /** Merges the terms of a disjunction, so that a document's links are read once instead of once for each term. */
  private void addDisjunction(AnyOf any, double documents) {
    List<Operand> operands = new ArrayList<>();
    List<PostingList> lists = new ArrayList<>();
    for (SearchCondition part : any.parts()) {
      if (part instanceof HasTerm has) {
        lists.add(planner.list(has));
      } else {
        int lookups = planner.lookups(part);
        // The share of documents with a name or time is unknown: it may decide nothing.
        double undecided = lookups == 0 ? 1 : 1 - planner.share(part);
        operands.add(new Operand(lookups, undecided, tested -> addTest(part, tested)));
      }
    }
    for (PostingList list : PostingList.merge(lists)) {
      operands.add(
          new Operand(
              list.lookups(), 1 - planner.share(list), tested -> addTermTest(list, tested)));
    }
    addOperands(" OR ", operands, documents);
  }

  private void addTermTest(PostingList list, double documents) {
    String document = plan instanceof SearchPlan.Drive ? "d.pid" : "p.pid";
    String linksIndex = planner.statistics().linksIndex();
    if (list.isEmpty()) {
      sql.add("FALSE");
    } else if (linksIndex == null || planner.isReadAtOnce(list, documents)) {
      // The + prevents SQLite from driving the statement by these documents.
      sql.add("+" + document + " IN (");
      list.addSelectDocuments(sql);
      sql.add(")");
    } else {
      list.addLinkExists(sql, linksIndex, document);
    }
  }

  private void addOperands(String operator, List<Operand> operands, double documents) {
    if (operands.isEmpty()) {
      // A disjunction of terms that no document contains.
      sql.add("FALSE");
      return;
    }
    List<Consumer<SqlBuilder>> tests = new ArrayList<>();
    double remaining = documents;
    for (Operand operand : operands.stream()
        .sorted(Comparator.comparingDouble(Operand::rank))
        .toList()) {
      double tested = remaining;
      tests.add(ignored -> operand.write().accept(tested));
      remaining *= operand.undecided();
    }
    sql.addNested(operator, tests);
  }

  /** Each name is compared with the column of the same name. */
  private static String column(NameIs name) {
    String table = name.of() == NameOf.PATH ? "p." : "v.";
    return table + name.of().name().toLowerCase(Locale.ROOT);
  }
}
