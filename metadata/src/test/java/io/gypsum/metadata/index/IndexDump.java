package io.gypsum.metadata.index;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import io.gypsum.metadata.json.DocumentFormat;
import io.gypsum.metadata.sqlite.SqliteConnections;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.StringNode;

/**
 * The logical content of an index, as lines without row ids:
 *
 * <pre>
 * U user_version
 * V project asset version latest user time
 * P project asset version path document
 * L project asset version path field token
 * </pre>
 *
 * separated by tabs. Strings are JSON; numbers in documents are converted to doubles.
 */
public final class IndexDump {
  private static final JsonMapper JSON =
      JsonMapper.builder(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder()
                      .maxNestingDepth(DocumentFormat.MAX_DEPTH)
                      .build())
              .build())
          .build();

  private IndexDump() {}

  public static List<String> of(Path index) {
    List<String> lines = new ArrayList<>();
    try (Connection connection = SqliteConnections.openPublished(index);
        Statement statement = connection.createStatement()) {
      add(lines, "U", statement, "PRAGMA user_version");
      add(
          lines, "V", statement,
          "SELECT project, asset, version, latest, user, time FROM versions");
      add(
          lines, "P", statement,
          "SELECT project, asset, version, path, json(metadata) FROM paths JOIN versions USING (vid)");
      add(
          lines, "L", statement,
          "SELECT project, asset, version, path, field, token FROM links LEFT JOIN paths USING (pid)"
              + " LEFT JOIN versions USING (vid) LEFT JOIN fields USING (fid)"
              + " LEFT JOIN tokens USING (tid)");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    Collections.sort(lines);
    return lines;
  }

  private static void add(List<String> lines, String kind, Statement statement, String query)
      throws SQLException {
    // Most strings occur in many rows.
    Map<String, String> quoted = new HashMap<>();
    try (ResultSet row = statement.executeQuery(query)) {
      int columns = row.getMetaData().getColumnCount();
      while (row.next()) {
        StringBuilder line = new StringBuilder(kind);
        for (int i = 1; i <= columns; i++) {
          Object value = row.getObject(i);
          boolean isDocument = kind.equals("P") && i == columns;
          line.append('\t')
              .append(
                  value instanceof Double time
                      ? String.format(Locale.ROOT, "%.3f", time)
                      : value instanceof String text
                          ? isDocument
                              ? canonical(JSON.readTree(text))
                              : quoted.computeIfAbsent(text, t -> StringNode.valueOf(t).toString())
                      : String.valueOf(value));
        }
        lines.add(line.toString());
      }
    }
  }

  /** Returns a line that another program wrote with its JSON in the form of {@link #of}. */
  static String comparable(String line) {
    String[] parts = line.split("\t", -1);
    for (int i = 1; i < parts.length; i++) {
      if (parts[i].startsWith("\"") || parts[i].startsWith("{") || parts[i].startsWith("[")) {
        parts[i] = canonical(JSON.readTree(parts[i]));
      }
    }
    return String.join("\t", Arrays.asList(parts));
  }

  private static String canonical(JsonNode node) {
    if (node.isObject()) {
      Map<String, String> properties = new TreeMap<>();
      node.properties()
          .forEach(entry -> properties.put(entry.getKey(), canonical(entry.getValue())));
      return properties.toString();
    }
    if (node.isArray()) {
      List<String> items = new ArrayList<>();
      node.forEach(item -> items.add(canonical(item)));
      return items.toString();
    }
    return node.isNumber() ? Double.toString(node.asDouble() + 0.0) : node.toString();
  }
}
