package io.gypsum.metadata;

import java.util.Map;
import java.util.Set;

/**
 * A document of a random index.
 *
 * @param version the number of its version in the order of the index
 * @param seconds when the version was finished, as Unix time
 * @param tokens its search terms by field
 */
record TestDocument(
    int version, String project, String asset, String versionName, String path, String user,
    double seconds, boolean latest, Map<String, Set<String>> tokens) {

  void writeTo(IndexFile index) throws java.sql.SQLException {
    long pid = index.document(project, asset, versionName, path, "{}");
    for (var field : tokens.entrySet()) {
      for (String token : field.getValue()) {
        index.link(pid, field.getKey(), token);
      }
    }
  }
}
