package io.gypsum.server.http;

import java.util.List;

/** A route, and the segments of the path that it matched. */
record RouteMatch(Route route, PathPattern pattern, List<String> segments) {
  String parameter(String name) {
    int index = pattern.indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException("route " + route.pattern() + " has no parameter " + name);
    }
    return pattern.takesRest() && index == pattern.words().size() - 1
        ? String.join("/", segments.subList(index, segments.size()))
        : segments.get(index);
  }
}
