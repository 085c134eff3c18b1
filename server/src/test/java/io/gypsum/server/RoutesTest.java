package io.gypsum.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.gypsum.server.api.AuditedRequests;
import io.gypsum.server.http.Caller;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.HttpMethod;
import io.gypsum.server.http.RawHttp;
import io.gypsum.server.http.Route;
import io.gypsum.server.settings.SettingsReader;
import io.gypsum.server.settings.SettingsSources;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RoutesTest {
  @TempDir Path directory;

  private GypsumServer server;

  @BeforeEach
  void start() {
    server =
        GypsumServer.start(
            SettingsReader.read(
                SettingsSources.of(
                    Map.of("port", "0", "data", directory.toString()), directory)),
            (address, createBucket) -> new MemoryStore());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void theDocumentDescribesExactlyTheRoutes() throws IOException {
    List<Route> api = new ArrayList<>(server.router().routes());
    assertThat(api).containsAll(server.pageRoutes());
    api.removeAll(server.pageRoutes());
    OpenApiContract.requireDescribes(api);
  }

  @Test
  void theDocumentIsServed() throws IOException {
    RawHttp.Answer answer = RawHttp.ask(server.address().getPort(), "GET", "/openapi.json");
    assertThat(answer.header("content-type")).isEqualTo("application/json");
    assertThat(answer.text()).contains("\"openapi\": \"3.1.0\"");
  }

  @Test
  void theContractHoldsOnlyForExactlyTheRoutesDescribed() throws IOException {
    List<Route> routes = new ArrayList<>();
    for (String described : OpenApiContract.described()) {
      int space = described.indexOf(' ');
      routes.add(
          new Route(
              HttpMethod.valueOf(described.substring(0, space)), described.substring(space + 1),
              Caller.ANYONE, Exchange::sendEmpty));
    }
    assertThat(routes).hasSizeGreaterThan(20);
    OpenApiContract.requireDescribes(routes);
    assertThatThrownBy(
        () -> OpenApiContract.requireDescribes(routes.subList(1, routes.size())))
        .isInstanceOf(AssertionError.class);
    routes.add(Route.get("/more", Caller.ANYONE, Exchange::sendEmpty));
    assertThatThrownBy(() -> OpenApiContract.requireDescribes(routes))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void everyChangingRouteIsAudited() {
    for (Route route : server.router().routes()) {
      boolean isRead =
          (route.method() == HttpMethod.GET && !route.pattern().startsWith("/links/"))
              || route.pattern().equals("/bundle")
              // Shows a change before it is made.
              || route.pattern().endsWith("/preview")
              || route.pattern().endsWith("/check");
      assertThat(AuditedRequests.action(route.method(), route.pattern()) == null)
          .as(route.method() + " " + route.pattern())
          .isEqualTo(isRead);
    }
  }

  /** The order of checks of rest-api.md, sections 3 and 4: an invalid name is reported only after the token was. */
  @Test
  void everyRouteThatRequiresACallerRefusesRequestsWithoutToken() throws IOException {
    for (Route route : server.router().routes()) {
      String path = route.pattern().replaceAll("\\{[^}]*}", "..x");
      int status =
          RawHttp.ask(
              server.address().getPort(), route.method().name(), path, "Content-Length: 0",
              // A person who opens a page is sent to the sign-in instead.
              "Accept: application/json")
              .status();
      switch (route.caller()) {
        case USER, ADMINISTRATOR, UPLOAD_SESSION ->
            assertThat(status).as(route.pattern()).isEqualTo(401);
        case USER_AFTER_VALIDATION -> assertThat(status).as(route.pattern()).isEqualTo(400);
        case ANYONE -> assertThat(status).as(route.pattern()).isNotEqualTo(401);
      }
    }
  }
}
