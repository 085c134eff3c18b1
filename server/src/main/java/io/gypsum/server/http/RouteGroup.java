package io.gypsum.server.http;

import java.util.List;

/**
 * Routes that share their filters and the format of errors.
 *
 * @param filters the filters, which run in order after the filters of the server and before the handler
 * @param redirectsSlash whether a path with a trailing slash, which no route has, is redirected to the path without it
 */
public record RouteGroup(
    ErrorRenderer errors, List<Filter> filters, List<Route> routes, boolean redirectsSlash) {
  public RouteGroup {
    filters = List.copyOf(filters);
    routes = List.copyOf(routes);
  }

  /** Creates a group without redirects. */
  public RouteGroup(ErrorRenderer errors, List<Filter> filters, List<Route> routes) {
    this(errors, filters, routes, false);
  }

  /** Returns a group with JSON errors. */
  public static RouteGroup json(List<Filter> filters, List<Route> routes) {
    return new RouteGroup(ErrorRenderer.JSON, filters, routes);
  }
}
