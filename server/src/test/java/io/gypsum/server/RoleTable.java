package io.gypsum.server;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

import io.gypsum.server.http.HttpMethod;
import io.gypsum.server.http.Route;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * {@code roles.txt}: the expected response of every route to every role.
 *
 * @param rows one for each route
 */
record RoleTable(List<Row> rows) {
  private static final String FILE = "roles.txt";

  /**
   * The line of one route.
   *
   * @param outcomes in the order of {@link TestRole}
   */
  record Row(HttpMethod method, String pattern, List<String> outcomes) {
    /** Returns the route as in the table. */
    String route() {
      return method + " " + pattern;
    }
  }

  static RoleTable read() throws IOException {
    try (InputStream in = RoleTable.class.getResourceAsStream(FILE)) {
      return parse(new String(in.readAllBytes(), UTF_8));
    }
  }

  private static RoleTable parse(String text) {
    List<Row> rows = new ArrayList<>();
    for (String line : text.lines().toList()) {
      if (!line.isBlank() && !line.startsWith("#")) {
        rows.add(row(line));
      }
    }
    return new RoleTable(List.copyOf(rows));
  }

  private static Row row(String line) {
    List<String> words = List.of(line.strip().split("\\s+"));
    List<String> outcomes = words.subList(2, words.size());
    if (outcomes.size() != TestRole.values().length) {
      throw new AssertionError(
          FILE + " has the line '" + line + "', expected one outcome for each of "
              + List.of(TestRole.values()));
    }
    return new Row(HttpMethod.valueOf(words.get(0)), words.get(1), outcomes);
  }

  /** Returns the routes of the table, sorted. */
  List<String> routes() {
    return rows.stream().map(Row::route).sorted().toList();
  }

  static String name(Route route) {
    return route.method() + " " + route.pattern();
  }
}
