package io.gypsum.server.http;

import java.io.IOException;
import java.util.List;

import io.gypsum.core.GypsumException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Where every request enters: finds its route and turns what goes wrong into an answer. */
final class FrontServlet extends HttpServlet {
  private static final long serialVersionUID = 1;

  private final transient Router router;
  private final transient JsonBodies jsonBodies;

  FrontServlet(Router router, JsonBodies jsonBodies) {
    this.router = router;
    this.jsonBodies = jsonBodies;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setHeader("Access-Control-Allow-Origin", "*");
    try {
      answer(request, response);
    } catch (RuntimeException e) {
      Failures.answer(response, e);
    }
  }

  private void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
    List<String> segments = RequestPath.segments(request.getRequestURI());
    Router.Resource resource = router.find(segments);
    if (resource == null) {
      throw GypsumException.notFound("there is nothing at this address");
    }
    String name = request.getMethod();
    Method method = Method.of(name.equals("HEAD") ? "GET" : name);
    Route route = method == null ? null : resource.routes().get(method);
    if (route == null) {
      response.setHeader("Allow", resource.allow());
      Failures.send(response, 405, name + " is not possible here: expected " + resource.allow());
      return;
    }
    RouteMatch match = new RouteMatch(route, resource.pattern(), segments);
    route.handler().handle(new Exchange(request, response, match, jsonBodies));
  }
}
