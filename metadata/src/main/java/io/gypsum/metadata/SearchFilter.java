package io.gypsum.metadata;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

import io.gypsum.core.GypsumException;
import io.gypsum.metadata.SearchCondition.AllOf;
import io.gypsum.metadata.SearchCondition.AnyOf;
import io.gypsum.metadata.SearchCondition.DocumentHas;
import io.gypsum.metadata.SearchCondition.FinishedAt;
import io.gypsum.metadata.SearchCondition.HasTerm;
import io.gypsum.metadata.SearchCondition.NameIs;
import io.gypsum.metadata.SearchCondition.NoneOf;
import io.gypsum.metadata.search.SearchClause;
import io.gypsum.metadata.search.SearchClause.NameOf;
import io.gypsum.metadata.sqlite.IndexTime;
import io.gypsum.metadata.sqlite.SqlBuilder;

/**
 * The condition of a search as SQL, for statements of other programs on an index (metadata.md, section 2). Use {@link
 * MetadataDatabase} to search: it plans each search, limits its work, and searches for phrases and numbers too.
 *
 * <pre>{@code
 * SearchFilter filter = SearchFilter.of(TextQuery.parse("mouse AND brain"));
 * String sql = "SELECT versions.asset, count(*) FROM paths JOIN versions ON versions.vid = paths.vid WHERE "
 *     + filter.where() + " GROUP BY versions.asset";
 * try (PreparedStatement statement = connection.prepareStatement(sql)) {
 *   for (int i = 0; i < filter.parameters().size(); i++) {
 *     statement.setObject(i + 1, filter.parameters().get(i));
 *   }
 *   …
 * }
 * }</pre>
 *
 * @param where the condition, in parentheses if it has parts, with a question mark for each parameter. It refers to the tables
 *     {@code paths} and {@code versions} by these names, which the statement joins, and contains only names of the specification
 * @param parameters texts and numbers, in the order of the question marks
 */
public record SearchFilter(String where, List<Object> parameters) {
  public SearchFilter {
    parameters = List.copyOf(parameters);
  }

  /**
   * Returns the condition for a clause; it is always true if the clause has no search term, name or time. It does not select the
   * latest versions: for these, add {@code versions.latest = 1}.
   *
   * @throws GypsumException INVALID if the clause contains a phrase, a number or a boolean, for which documents have to be read,
   *     or exceeds a limit, which the message names
   */
  public static SearchFilter of(SearchClause clause) {
    SqlBuilder sql = new SqlBuilder();
    Optional<SearchCondition> condition = SearchCondition.of(clause);
    if (condition.isPresent()) {
      add(sql, condition.get());
    } else {
      sql.add("TRUE");
    }
    return new SearchFilter(sql.toString(), sql.values());
  }

  private static void add(SqlBuilder sql, SearchCondition condition) {
    if (condition instanceof HasTerm has) {
      sql.add(
          "paths.pid IN (SELECT l.pid FROM tokens t CROSS JOIN links l ON l.tid = t.tid WHERE ");
      has.term().addTokenCondition(sql);
      String field = has.term().field();
      if (field != null) {
        sql.add(" AND l.fid IN (SELECT f.fid FROM fields f WHERE f.field = ?)", field);
      }
      sql.add(")");
    } else if (condition instanceof NameIs name) {
      String table = name.of() == NameOf.PATH ? "paths." : "versions.";
      sql.add(
          table + name.of().name().toLowerCase(Locale.ROOT) + (name.pattern() ? " LIKE ?" : " = ?"),
          name.value());
    } else if (condition instanceof FinishedAt finished) {
      sql.add(
          "versions.time " + (finished.after() ? "> ?" : "<= ?"),
          IndexTime.toSeconds(finished.time()));
    } else if (condition instanceof AllOf all) {
      sql.addNested(" AND ", operands(all.parts()));
    } else if (condition instanceof AnyOf any) {
      sql.addNested(" OR ", operands(any.parts()));
    } else if (condition instanceof NoneOf none) {
      sql.add("NOT ");
      add(sql, none.part());
    } else {
      throw GypsumException.invalid(
          "phrases, numbers and booleans cannot be part of an SQL condition, since the index does not"
              + " contain them ("
              + ((DocumentHas) condition).test() + "); search with MetadataDatabase");
    }
  }

  private static List<Consumer<SqlBuilder>> operands(List<SearchCondition> parts) {
    List<Consumer<SqlBuilder>> operands = new ArrayList<>();
    parts.forEach(part -> operands.add(sql -> add(sql, part)));
    return operands;
  }
}
