package io.gypsum.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RoutesTest {
  @Test
  void theDocumentIsServed() throws IOException {
    try (HttpServer server =
        HttpServer.start(HttpSettings.defaults(), new Router(OpenApiRoutes.routes()))) {
      RawHttp.Answer answer = RawHttp.ask(server.port(), "GET", "/openapi.json");
      assertThat(answer.header("content-type")).isEqualTo("application/json");
      assertThat(answer.text()).contains("\"openapi\": \"3.1.0\"");
    }
  }

  @Test
  void theContractHoldsOnlyForExactlyTheRoutesDescribed() throws IOException {
    List<Route> routes = new ArrayList<>();
    for (String described : OpenApiContract.described()) {
      int space = described.indexOf(' ');
      routes.add(
          new Route(
              Method.valueOf(described.substring(0, space)), described.substring(space + 1),
              Exchange::sendEmpty));
    }
    assertThat(routes).hasSizeGreaterThan(20);
    OpenApiContract.requireDescribes(new Router(routes));
    assertThatThrownBy(
        () -> OpenApiContract.requireDescribes(new Router(routes.subList(1, routes.size()))))
        .isInstanceOf(AssertionError.class);
    routes.add(TestHttp.get("/more", Exchange::sendEmpty));
    assertThatThrownBy(() -> OpenApiContract.requireDescribes(new Router(routes)))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void whatIsRegisteredHereIsDescribed() throws IOException {
    List<Route> routes = new ArrayList<>(OpenApiRoutes.routes());
    routes.addAll(new HttpMetrics().routes());
    routes.addAll(new HealthHandlers(() -> {}, java.time.Duration.ofSeconds(1)).routes());
    for (Route route : routes) {
      assertThat(OpenApiContract.described()).contains(OpenApiContract.described(route));
    }
  }
}
