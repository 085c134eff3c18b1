package io.gypsum.server.http;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Finds the route of a path among all routes of a server. Where several patterns match, a word takes precedence over a
 * parameter, earlier parts of the path before later ones, and one segment over several. Immutable.
 */
public final class Router {
  static final String ALL_METHODS = "GET, HEAD, POST, PUT, DELETE, OPTIONS";

  private final ErrorRenderer unknown;
  private final List<Route> routes = new ArrayList<>();
  private final Map<String, List<Resource>> byFirstWord = new HashMap<>();

  /** Creates a router that answers requests of unknown paths with JSON errors. */
  public Router(List<RouteGroup> groups) {
    this(groups, ErrorRenderer.JSON);
  }

  /**
   * @param unknown writes the errors of requests whose path has no route
   * @throws IllegalArgumentException when two routes conflict, or a pattern is malformed or starts with a parameter
   */
  public Router(List<RouteGroup> groups, ErrorRenderer unknown) {
    this.unknown = unknown;
    for (RouteGroup group : groups) {
      for (Route route : group.routes()) {
        add(group, route);
      }
    }
  }

  ErrorRenderer errorsOfUnknownPaths() {
    return unknown;
  }

  /** Returns every route, in the order given. */
  public List<Route> routes() {
    return List.copyOf(routes);
  }

  /** Returns the resource at that path, or null if there is none. */
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

  private void add(RouteGroup group, Route route) {
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
      resource = new Resource(pattern, new EnumMap<>(HttpMethod.class));
      resources.add(resource);
    } else if (!resource.pattern.equals(pattern)) {
      throw new IllegalArgumentException(
          "route " + route.pattern() + " names the parameters of another route differently");
    }
    Handler handler = Filter.chain(group.filters(), route.handler());
    if (resource.endpoints.put(route.method(), new Endpoint(route, group, handler)) != null) {
      throw new IllegalArgumentException(
          route.method() + " " + route.pattern() + " is declared twice");
    }
    routes.add(route);
  }

  /**
   * A route with its group.
   *
   * @param handler the route's handler behind the filters of the group
   */
  private record Endpoint(Route route, RouteGroup group, Handler handler) {}

  /** The routes that share a pattern. */
  static final class Resource {
    private final PathPattern pattern;
    private final Map<HttpMethod, Endpoint> endpoints;

    private Resource(PathPattern pattern, Map<HttpMethod, Endpoint> endpoints) {
      this.pattern = pattern;
      this.endpoints = endpoints;
    }

    /** Returns the match for the method; null if no route has it. HEAD requests match GET routes. */
    @Nullable
    Match match(String method, List<String> segments) {
      HttpMethod known = HttpMethod.of(method.equals("HEAD") ? "GET" : method);
      Endpoint endpoint = known == null ? null : endpoints.get(known);
      return endpoint == null ? null : new Match(endpoint, pattern, segments);
    }

    /** Returns the renderer of errors that concern no single route, such as an unsupported method. */
    ErrorRenderer errors() {
      return endpoints.values().iterator().next().group.errors();
    }

    /** Returns the value of an Allow header. */
    String allow() {
      StringBuilder allow = new StringBuilder();
      for (HttpMethod method : endpoints.keySet()) {
        allow.append(method == HttpMethod.GET ? "GET, HEAD" : method.name()).append(", ");
      }
      return allow.append("OPTIONS").toString();
    }
  }

  /** A route, and the segments of the path that it matched. */
  static final class Match {
    private final Endpoint endpoint;
    private final PathPattern pattern;
    private final List<String> segments;

    private Match(Endpoint endpoint, PathPattern pattern, List<String> segments) {
      this.endpoint = endpoint;
      this.pattern = pattern;
      this.segments = segments;
    }

    Route route() {
      return endpoint.route;
    }

    RouteGroup group() {
      return endpoint.group;
    }

    Handler handler() {
      return endpoint.handler;
    }

    boolean hasParameter(String name) {
      return pattern.parameters().contains(name);
    }

    String parameter(String name) {
      int index = pattern.parameters().indexOf(name);
      if (index < 0) {
        throw new IllegalArgumentException(
            "route " + route().pattern() + " has no parameter " + name);
      }
      boolean isRest = pattern.takesRest() && index == pattern.words().size() - 1;
      return isRest && index < segments.size() - 1
          ? String.join("/", segments.subList(index, segments.size()))
          : segments.get(index);
    }
  }

  /**
   * A parsed pattern.
   *
   * @param words the word of each part, or the empty string for a parameter
   * @param parameters the name of each parameter, or the empty string for a word
   * @param takesRest whether the last parameter matches all remaining segments, at least one
   */
  private record PathPattern(List<String> words, List<String> parameters, boolean takesRest) {
    private static final String REST = "...}";

    private PathPattern {
      words = List.copyOf(words);
      parameters = List.copyOf(parameters);
    }

    static PathPattern parse(String pattern) {
      if (!pattern.startsWith("/")) {
        throw new IllegalArgumentException("route '" + pattern + "' does not start with /");
      }
      List<String> words = new ArrayList<>();
      List<String> parameters = new ArrayList<>();
      Set<String> seen = new HashSet<>();
      boolean takesRest = pattern.endsWith(REST);
      String plain =
          takesRest ? pattern.substring(0, pattern.length() - REST.length()) + "}" : pattern;
      for (String part : plain.substring(1).split("/", -1)) {
        boolean isParameter = part.startsWith("{") && part.endsWith("}");
        String name = isParameter ? part.substring(1, part.length() - 1) : "";
        if (isParameter && (name.isEmpty() || name.contains(".") || !seen.add(name))) {
          throw new IllegalArgumentException(
              "route '" + pattern + "' has an invalid or repeated parameter name");
        }
        words.add(isParameter ? "" : part);
        parameters.add(name);
      }
      return new PathPattern(words, parameters, takesRest);
    }

    boolean matches(List<String> segments) {
      boolean hasSize =
          takesRest ? segments.size() >= words.size() : segments.size() == words.size();
      if (!hasSize) {
        return false;
      }
      for (int i = 0; i < segments.size(); i++) {
        boolean fits =
            (i < words.size() && parameters.get(i).isEmpty())
                ? words.get(i).equals(segments.get(i))
                : !segments.get(i).isEmpty();
        if (!fits) {
          return false;
        }
      }
      return true;
    }

    boolean isMoreSpecificThan(PathPattern other) {
      for (int i = 0; i < Math.min(words.size(), other.words.size()); i++) {
        boolean isWord = parameters.get(i).isEmpty();
        boolean isOtherWord = other.parameters.get(i).isEmpty();
        if (isWord != isOtherWord) {
          return isWord;
        }
      }
      return !takesRest && other.takesRest;
    }
  }
}
