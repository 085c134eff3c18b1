package io.gypsum.server.http;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The parts of a route's pattern.
 *
 * @param words the word of each part, or the empty string where a parameter stands
 * @param parameters the name of each parameter, or the empty string where a word stands
 * @param takesRest whether the last parameter stands for all segments that are left, at least one
 */
record PathPattern(List<String> words, List<String> parameters, boolean takesRest) {
  private static final String REST = "...}";

  PathPattern {
    words = List.copyOf(words);
    parameters = List.copyOf(parameters);
  }

  /** @throws IllegalArgumentException when {@code pattern} is not what {@link Route} describes */
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
        throw new IllegalArgumentException("route '" + pattern + "' names a parameter badly");
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

  /** How much a match says: a word beats a parameter, the earlier the better. */
  boolean isMoreSpecificThan(PathPattern other) {
    for (int i = 0; i < Math.min(words.size(), other.words.size()); i++) {
      boolean word = parameters.get(i).isEmpty();
      boolean otherWord = other.parameters.get(i).isEmpty();
      if (word != otherWord) {
        return word;
      }
    }
    return !takesRest && other.takesRest;
  }

  /** The place of that parameter, or -1. */
  int indexOf(String parameter) {
    return parameters.indexOf(parameter);
  }
}
