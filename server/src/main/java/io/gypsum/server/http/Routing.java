package io.gypsum.server.http;

import java.io.IOException;
import java.util.List;

import io.gypsum.core.GypsumException;
import org.jspecify.annotations.Nullable;

/** Passes a request to the route of its path, or responds when there is none. The last handler of the server's filters. */
final class Routing implements Handler {
  private final Router router;
  private final String publicPath;

  /** @param publicPath precedes the paths of redirects */
  Routing(Router router, String publicPath) {
    this.router = router;
    this.publicPath = publicPath;
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    String path = exchange.rawPath();
    exchange.setErrors(router.errorsOfUnknownPaths());
    if (exchange.method().equals("OPTIONS")) {
      exchange.setHeader("Allow", allow(path));
    } else if (path.startsWith("/") && RequestTarget.hasDoubledSlash(path)) {
      redirect(RequestTarget.withSingleSlashes(path), exchange);
    } else {
      callRoute(path, exchange);
    }
  }

  private void callRoute(String path, Exchange exchange) throws IOException {
    List<String> segments = RequestTarget.segments(path);
    Router.Resource resource = path.startsWith("/") ? router.find(segments) : null;
    if (resource == null && path.endsWith("/") && isPage(exchange, segments)) {
      redirect(path.substring(0, path.length() - 1), exchange);
      return;
    }
    if (resource == null) {
      throw GypsumException.notFound(
          "no page or route has this address; check the URL, in which each name is percent-encoded"
              + " separately, with '/' as %2F");
    }
    Router.Match match = resource.match(exchange.method(), segments);
    if (match == null) {
      exchange.setErrors(resource.errors());
      exchange.setHeader("Allow", resource.allow());
      exchange.sendError(
          405, "this address does not support the method: expected " + resource.allow());
      return;
    }
    exchange.setMatch(match);
    match.handler().handle(exchange);
  }

  /** @param segments those of a path with a trailing slash */
  private boolean isPage(Exchange exchange, List<String> segments) {
    if (segments.size() < 2 || !exchange.isRead()) {
      return false;
    }
    Router.Resource resource = router.find(segments.subList(0, segments.size() - 1));
    Router.Match match = resource == null ? null : resource.match(exchange.method(), segments);
    return match != null && match.group().redirectsSlash();
  }

  private void redirect(String path, Exchange exchange) {
    @Nullable String query = exchange.rawQuery();
    // A browser interprets '\' as '/', and '/\host' as another server.
    String location = publicPath + path.replace("\\", "%5C");
    exchange.setHeader("Location", query == null ? location : location + "?" + query);
    exchange.sendEmpty(301);
  }

  private String allow(String path) {
    try {
      Router.Resource resource = router.find(RequestTarget.segments(path));
      return resource == null ? Router.ALL_METHODS : resource.allow();
    } catch (GypsumException e) {
      return Router.ALL_METHODS;
    }
  }
}
