package io.gypsum.server.http;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * All routes of a server, and which of them answers a path. Where several patterns match, a word beats a parameter, the
 * earlier in the path the more, and one segment beats several.
 */
public final class Router {
  private final List<Route> routes;
  private final Map<String, List<Resource>> byFirstWord = new HashMap<>();

  /** The routes that share a pattern. */
  record Resource(PathPattern pattern, Map<Method, Route> routes) {
    /** The route of that method; HEAD has GET's; null when there is none. */
    @Nullable
    Route route(String method) {
      Method known = Method.of(method.equals("HEAD") ? "GET" : method);
      return known == null ? null : routes.get(known);
    }

    /** The value of an Allow header. */
    String allow() {
      StringBuilder allow = new StringBuilder();
      for (Method method : routes.keySet()) {
        allow.append(method == Method.GET ? "GET, HEAD" : method.name()).append(", ");
      }
      return allow.append("OPTIONS").toString();
    }
  }

  /** @throws IllegalArgumentException when two routes answer the same, or a pattern starts with a parameter */
  public Router(Collection<Route> routes) {
    this.routes = List.copyOf(routes);
    for (Route route : this.routes) {
      add(route);
    }
  }

  /** The routes of several parts of a server. */
  @SafeVarargs
  public static Router of(Collection<Route>... parts) {
    List<Route> all = new ArrayList<>();
    for (Collection<Route> part : parts) {
      all.addAll(part);
    }
    return new Router(all);
  }

  /** Every route, in the order given. */
  public List<Route> routes() {
    return routes;
  }

  /** What there is at that path, or null when there is nothing. */
  @Nullable
  Resource find(List<String> segments) {
    Resource best = null;
    for (Resource resource : byFirstWord.getOrDefault(segments.getFirst(), List.of())) {
      if (resource.pattern.matches(segments)
          && (best == null || resource.pattern.isMoreSpecificThan(best.pattern))) {
        best = resource;
      }
    }
    return best;
  }

  private void add(Route route) {
    PathPattern pattern = PathPattern.parse(route.pattern());
    if (!pattern.parameters().getFirst().isEmpty()) {
      throw new IllegalArgumentException("route " + route.pattern() + " starts with a parameter");
    }
    List<Resource> resources =
        byFirstWord.computeIfAbsent(pattern.words().getFirst(), word -> new ArrayList<>());
    Resource resource = null;
    for (Resource known : resources) {
      if (known.pattern.words().equals(pattern.words())
          && known.pattern.takesRest() == pattern.takesRest()) {
        resource = known;
      }
    }
    if (resource == null) {
      resource = new Resource(pattern, new EnumMap<>(Method.class));
      resources.add(resource);
    } else if (!resource.pattern.equals(pattern)) {
      throw new IllegalArgumentException(
          "route " + route.pattern() + " names the parameters of a known one differently");
    }
    if (resource.routes.put(route.method(), route) != null) {
      throw new IllegalArgumentException(
          route.method() + " " + route.pattern() + " is there twice");
    }
  }
}
