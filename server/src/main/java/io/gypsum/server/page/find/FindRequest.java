package io.gypsum.server.page.find;

import java.util.ArrayList;
import java.util.List;

import io.gypsum.core.GypsumException;
import io.gypsum.metadata.SearchOrder;
import io.gypsum.metadata.search.CheckedQuery;
import io.gypsum.metadata.search.SearchClause;
import io.gypsum.metadata.search.TextQuery;

/**
 * What a reader searches for.
 *
 * @param query a text query; empty before anything is searched
 * @param documentClass the class of documents; empty for the default
 * @param project only documents of this project; empty for all
 * @param user only documents that this user uploaded; empty for all
 */
public record FindRequest(
    String query, String documentClass, Versions versions, String project, String user,
    Position position) {
  /** Which versions are searched. */
  public enum Versions {
    LATEST, ALL
  }

  /** @param page from 1 */
  public record Position(SearchOrder order, int page) {
    /** Returns how many hits precede the page. */
    public long offset(int pageSize) {
      return (page - 1L) * pageSize;
    }
  }

  public FindRequest withQuery(String value) {
    return new FindRequest(value, documentClass, versions, project, user, first());
  }

  public FindRequest withProject(String name) {
    return new FindRequest(query, documentClass, versions, name, user, first());
  }

  public FindRequest withUser(String name) {
    return new FindRequest(query, documentClass, versions, project, name, first());
  }

  public FindRequest withPage(int number) {
    return new FindRequest(
        query, documentClass, versions, project, user, new Position(position.order(), number));
  }

  private Position first() {
    return new Position(position.order(), 1);
  }

  /** Returns the query together with the project and the user. */
  public CheckedQuery restricted(CheckedQuery parsed) {
    SearchClause clause = parsed.clause();
    for (SearchClause name : names()) {
      clause = clause.and(name);
    }
    return new CheckedQuery(clause, parsed.fields());
  }

  /**
   * Returns the query together with the project and the user as one text query, for the API and for commands; the query alone if
   * a name cannot be written in a query.
   */
  public String text() {
    List<SearchClause> names = names();
    if (names.isEmpty()) {
      return query;
    }
    try {
      StringBuilder restricted = new StringBuilder("(" + query + ")");
      for (SearchClause name : names) {
        restricted.append(" AND ").append(TextQuery.format(name));
      }
      return restricted.toString();
    } catch (GypsumException e) {
      return query;
    }
  }

  private List<SearchClause> names() {
    List<SearchClause> names = new ArrayList<>();
    if (!project.isEmpty()) {
      names.add(SearchClause.project(project));
    }
    if (!user.isEmpty()) {
      names.add(SearchClause.user(user));
    }
    return names;
  }
}
