package io.gypsum.metadata;

import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.gypsum.metadata.text.SearchTerms;
import tools.jackson.databind.ObjectMapper;

/**
 * A document of a random index.
 *
 * @param version the number of its version in the order of the index
 * @param seconds when the version was finished, as Unix time
 * @param values its strings, numbers and booleans by field
 */
record TestDocument(
    int version, String project, String asset, String versionName, String path, String user,
    double seconds, boolean latest, Map<String, List<Object>> values) {

  /** Returns the strings in a field, or all strings if it is null. */
  Stream<String> texts(String field) {
    return values(field).filter(String.class::isInstance).map(String.class::cast);
  }

  /** Returns the values in a field, or all values if it is null. */
  Stream<Object> values(String field) {
    return values.entrySet()
        .stream()
        .filter(entry -> field == null || entry.getKey().equals(field))
        .flatMap(entry -> entry.getValue().stream());
  }

  void writeTo(IndexFile index) throws SQLException {
    String json = new ObjectMapper().writeValueAsString(values);
    long pid = index.document(project, asset, versionName, path, json);
    for (String field : values.keySet()) {
      Set<String> terms = new HashSet<>();
      texts(field).forEach(text -> terms.addAll(SearchTerms.of(text)));
      for (String term : terms) {
        index.link(pid, field, term);
      }
    }
  }
}
