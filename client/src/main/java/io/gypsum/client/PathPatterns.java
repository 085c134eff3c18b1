package io.gypsum.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.core.name.UserPath;
import org.eclipse.jgit.ignore.FastIgnoreRule;
import org.jspecify.annotations.Nullable;

/**
 * Patterns that match files of a version or of a directory, in the syntax of {@code .gitignore} files. A pattern that matches a
 * folder matches all files below it. If several patterns match a path, the last one decides. A pattern that starts with
 * {@code !} excepts paths that earlier patterns match, but not paths below a matched folder. Immutable and thread-safe.
 *
 * <pre>{@code
 * PathPatterns tables = PathPatterns.of(List.of("*.csv", "/raw/"));
 * boolean matches = tables.matches(new UserPath("raw/run-1.txt"));
 * }</pre>
 */
public final class PathPatterns {
  /** Matches nothing. */
  public static final PathPatterns NONE = new PathPatterns(List.of());

  private final List<Rule> rules;

  private PathPatterns(List<Rule> rules) {
    this.rules = List.copyOf(rules);
  }

  private record Rule(String pattern, FastIgnoreRule matcher) {
    /** @throws GypsumException {@code INVALID} if the pattern cannot match anything */
    static Rule parse(String pattern) {
      FastIgnoreRule matcher = new FastIgnoreRule(pattern);
      // The library logs an invalid pattern and lets it match nothing.
      if (pattern.isBlank() || matcher.isEmpty()) {
        throw GypsumException.invalid(
            "'" + Printable.value(pattern)
                + "' is not a pattern: expected one in the syntax of .gitignore files,"
                + " such as '*.csv', '/raw/' or 'raw/**/run-?.txt'");
      }
      return new Rule(pattern, matcher);
    }
  }

  /**
   * Returns patterns.
   *
   * @throws GypsumException {@code INVALID} if one of them is blank, a comment, or malformed
   */
  public static PathPatterns of(List<String> patterns) {
    return patterns.isEmpty()
        ? NONE
        : new PathPatterns(patterns.stream().map(Rule::parse).toList());
  }

  /** Returns these patterns, followed by others. */
  PathPatterns followedBy(PathPatterns others) {
    List<Rule> all = new ArrayList<>(rules);
    all.addAll(others.rules);
    return new PathPatterns(all);
  }

  public boolean isEmpty() {
    return rules.isEmpty();
  }

  /** Returns the patterns as they were given. */
  public List<String> patterns() {
    return rules.stream().map(Rule::pattern).toList();
  }

  /** Returns whether the patterns match a file, or a folder that contains it. */
  public boolean matches(UserPath file) {
    String path = file.value();
    if (rules.isEmpty()) {
      return false;
    }
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      if (find(path.substring(0, slash), true).isPresent()) {
        return true;
      }
    }
    return find(path, false).isPresent();
  }

  /**
   * Returns the pattern that matches a path; empty if there is none. Does not match the folders that contain the path.
   *
   * @param path relative, with {@code /} between its components
   * @param isFolder whether it is the path of a folder; a pattern that ends with {@code /} matches folders only
   */
  Optional<String> find(String path, boolean isFolder) {
    for (int i = rules.size() - 1; i >= 0; i--) {
      Rule rule = rules.get(i);
      if (rule.matcher().isMatch(path, isFolder, true)) {
        return rule.matcher().getResult() ? Optional.of(rule.pattern()) : Optional.empty();
      }
    }
    return Optional.empty();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PathPatterns same && patterns().equals(same.patterns());
  }

  @Override
  public int hashCode() {
    return patterns().hashCode();
  }

  @Override
  public String toString() {
    return patterns().toString();
  }
}
