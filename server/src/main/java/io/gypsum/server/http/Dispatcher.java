package io.gypsum.server.http;

import java.io.IOException;
import java.util.List;

import io.gypsum.core.GypsumException;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.tomcat.util.buf.MessageBytes;
import org.jspecify.annotations.Nullable;

/** Finds what answers a request, from its path as it was sent. */
final class Dispatcher {
  private static final String EVERY_METHOD = "GET, HEAD, POST, PUT, DELETE, OPTIONS";
  /** How long a browser may remember the answer to a preflight. */
  private static final String PREFLIGHT_SECONDS = "86400";

  private final Router router;

  Dispatcher(Router router) {
    this.router = router;
  }

  /**
   * The route of a request; null when the answer is complete without one (OPTIONS, a redirect, a wrong method).
   *
   * @throws GypsumException INVALID for a malformed path, NOT_FOUND where there is nothing
   */
  @Nullable
  RouteMatch dispatch(Request request, Response response) throws IOException {
    String method = request.getMethod();
    String path = request.requestURI().toString();
    if (method.equals("OPTIONS")) {
      answerOptions(path, request, response);
      return null;
    }
    if (RequestPath.hasDoubledSlash(path)) {
      redirect(RequestPath.withSingleSlashes(path), request.queryString(), response);
      return null;
    }
    List<String> segments = RequestPath.segments(path);
    Router.Resource resource = path.startsWith("/") ? router.find(segments) : null;
    if (resource == null) {
      throw GypsumException.notFound(
          "there is nothing at this address: names in a path are percent-encoded one by one, so that '/' is %2F");
    }
    Route route = resource.route(method);
    if (route == null) {
      response.setHeader("Allow", resource.allow());
      Answers.failure(
          response, 405, "this address does not take this method: expected " + resource.allow());
      return null;
    }
    return new RouteMatch(route, resource.pattern(), segments);
  }

  private static void redirect(String path, MessageBytes query, Response response) {
    response.setStatus(301);
    // A browser reads '\' as '/', and would take '/\host' for another server.
    String location = path.replace("\\", "%5C");
    response.setHeader("Location", query.isNull() ? location : location + "?" + query);
    response.setContentLength(0);
  }

  private void answerOptions(String path, Request request, Response response) {
    response.setContentLength(0);
    String wantedMethod = request.getHeader("Access-Control-Request-Method");
    if (request.getHeader("Origin") != null && wantedMethod != null) {
      response.setHeader("Access-Control-Allow-Methods", EVERY_METHOD);
      response.setHeader("Access-Control-Max-Age", PREFLIGHT_SECONDS);
      String wantedHeaders = request.getHeader("Access-Control-Request-Headers");
      if (wantedHeaders != null) {
        response.setHeader("Access-Control-Allow-Headers", wantedHeaders);
        response.setHeader("Vary", "Access-Control-Request-Headers");
      }
      return;
    }
    response.setHeader("Allow", allow(path));
  }

  private String allow(String path) {
    try {
      Router.Resource resource = router.find(RequestPath.segments(path));
      return resource == null ? EVERY_METHOD : resource.allow();
    } catch (GypsumException e) {
      return EVERY_METHOD;
    }
  }
}
