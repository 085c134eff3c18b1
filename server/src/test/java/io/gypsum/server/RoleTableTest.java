package io.gypsum.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.gypsum.server.RoleTable.Row;
import io.gypsum.server.http.HttpMethod;
import io.gypsum.server.http.RawHttp.Answer;
import io.gypsum.server.http.Route;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Every route, requested with every method by every role; {@code roles.txt} contains the expected responses. */
@Timeout(60)
class RoleTableTest {
  private static final List<String> METHODS =
      List.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH");
  @TempDir static Path directory;

  private static final Map<TestRole, BrowserSession> SESSIONS = new EnumMap<>(TestRole.class);
  private static RoleServer server;

  @BeforeAll
  static void start() throws IOException {
    server = RoleServer.start(directory);
    for (TestRole role : TestRole.values()) {
      SESSIONS.put(role, server.session(role));
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void everyRouteHasALineInTheTable() throws IOException {
    List<String> routes = server.routes().stream().map(RoleTable::name).sorted().toList();
    assertThat(RoleTable.read().routes()).as("the lines of roles.txt")
        .containsExactlyInAnyOrderElementsOf(routes);
  }

  @Test
  void everyRoleReceivesTheResponseOfTheTable() throws IOException {
    List<String> different = new ArrayList<>();
    List<TestRole> roles = List.of(TestRole.values());
    for (Row row : RoleTable.read().rows()) {
      for (TestRole role : roles) {
        if (row.method() != HttpMethod.GET) {
          server.writeProject();
        }
        Answer answer = ask(row, row.method().name(), role);
        String outcome = outcome(answer);
        String expected = row.outcomes().get(roles.indexOf(role));
        if (!outcome.equals(expected)) {
          different.add(
              row.route() + " by " + role.login() + ": " + outcome + " instead of " + expected
                  + reason(answer));
        }
        if (row.method() == HttpMethod.GET) {
          assertThat(ask(row, "HEAD", role).status()).as("HEAD " + row.pattern() + role.login())
              .isEqualTo(answer.status());
        }
      }
    }
    assertThat(different).isEmpty();
  }

  @Test
  void everyOtherMethodIsRefusedForEveryRole() throws IOException {
    for (Route route : server.routes()) {
      Set<String> known = methods(route.pattern());
      for (String method : METHODS) {
        if (!known.contains(method)) {
          for (TestRole role : TestRole.values()) {
            Answer answer = ask(row(route), method, role);
            assertThat(answer.status()).as(method + " " + route.pattern() + role).isEqualTo(405);
            assertThat(answer.header("Allow")).isNotEmpty();
          }
        }
      }
    }
  }

  private static Row row(Route route) {
    return new Row(route.method(), route.pattern(), List.of());
  }

  /** Returns the methods of a path; several routes can have the same pattern. */
  private static Set<String> methods(String pattern) {
    Set<String> methods = new TreeSet<>();
    for (Route route : server.routes()) {
      if (route.pattern().equals(pattern)) {
        methods.add(route.method().name());
      }
    }
    if (methods.contains("GET")) {
      methods.add("HEAD");
    }
    return methods;
  }

  private static Answer ask(Row row, String method, TestRole role) throws IOException {
    RouteExample example = RouteExample.of(row.method(), row.pattern());
    boolean isRead = method.equals("GET") || method.equals("HEAD");
    String body = isRead ? "" : server.fill(example.body());
    if (!isPage(row)) {
      return server.askApi(role, method, example.path(), body);
    }
    // The session ends.
    boolean isSignIn = row.pattern().startsWith("/sign-") && !isRead;
    BrowserSession session = isSignIn ? server.session(role) : SESSIONS.get(role);
    return isRead
        ? session.ask(method, example.path())
        : session.send(method, example.path(), body);
  }

  private static boolean isPage(Row row) {
    return server.pageRoutes()
        .stream()
        .anyMatch(route -> RoleTable.name(route).equals(row.route()));
  }

  private static String reason(Answer answer) {
    return answer.status() < 400
        ? ""
        : ": " + answer.text().replaceFirst("(?s).*class=\"reason\">([^<]*)<.*", "$1");
  }

  /** Returns the outcome as in the table. */
  private static String outcome(Answer answer) {
    if (answer.status() >= 400) {
      return Integer.toString(answer.status());
    }
    String location = answer.header("Location");
    return location != null && location.startsWith("/sign-in") ? "sign-in" : "ok";
  }
}
