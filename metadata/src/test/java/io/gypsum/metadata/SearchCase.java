package io.gypsum.metadata;

import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.gypsum.metadata.search.SearchClause;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** A search in the small registry with its expected result, from {@code search-cases.json}. */
record SearchCase(JsonNode json) {

  static List<SearchCase> all() throws Exception {
    try (InputStream in = SearchCase.class.getResourceAsStream("search-cases.json")) {
      List<SearchCase> cases = new ArrayList<>();
      new ObjectMapper().readTree(in).get("cases").forEach(one -> cases.add(new SearchCase(one)));
      return cases;
    }
  }

  boolean isError() {
    return json.has("error");
  }

  /** Returns the text query; null if the case consists of clauses. */
  String query() {
    return json.has("query") ? json.get("query").asString() : null;
  }

  SearchOptions options() {
    return SearchOptions.DEFAULTS.withAllVersions(!json.get("latest").asBoolean());
  }

  SearchClause clause() {
    return clause(json.get("clauses"));
  }

  /** Returns project, asset, version and path of each expected hit. */
  List<List<String>> expected() {
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode row : json.get("expected")) {
      List<String> cells = new ArrayList<>();
      row.forEach(cell -> cells.add(cell.asString()));
      rows.add(cells);
    }
    return rows;
  }

  private static SearchClause clause(JsonNode node) {
    String type = node.get("type").asString();
    boolean partial = node.has("partial") && node.get("partial").asBoolean();
    return switch (type) {
      case "text" -> new SearchClause.Text(
          node.get("text").asString(), node.has("field") ? node.get("field").asString() : null,
          partial);
      case "and" -> SearchClause.allOf(children(node));
      case "or" -> SearchClause.anyOf(children(node));
      case "not" -> new SearchClause.Not(clause(node.get("child")));
      case "time" -> new SearchClause.Time(
          Instant.ofEpochSecond(node.get("time").asLong()), node.get("after").asBoolean());
      default -> new SearchClause.Name(
          SearchClause.NameOf.valueOf(type.toUpperCase(java.util.Locale.ROOT)),
          node.get(type).asString(), partial);
    };
  }

  private static List<SearchClause> children(JsonNode node) {
    List<SearchClause> children = new ArrayList<>();
    node.get("children").forEach(child -> children.add(clause(child)));
    return children;
  }

  @Override
  public String toString() {
    String what = query() == null ? json.get("clauses").toString() : query();
    return json.get("id").asString() + " "
        + (what.length() > 100 ? what.substring(0, 100) + "…" : what);
  }
}
