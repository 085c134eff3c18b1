package io.gypsum.server.page.citation;

import org.jspecify.annotations.Nullable;

/**
 * An author of a data set: a person with a family name, or a person, group or login whose name has no known parts.
 *
 * @param name the whole name, given names first
 * @param family null if the parts of the name are unknown
 * @param given null if the parts of the name are unknown
 */
public record Author(String name, @Nullable String family, @Nullable String given) {
  /** Returns an author whose name is used as it is. */
  public static Author literal(String name) {
    return new Author(name, null, null);
  }

  static Author person(String given, String family) {
    return new Author(given + " " + family, family, given);
  }

  /** Parses {@code Family, Given}; any other text is used as it is. */
  static Author parse(String text) {
    int comma = text.indexOf(',');
    if (comma <= 0 || comma != text.lastIndexOf(',')) {
      return literal(text);
    }
    String given = text.substring(comma + 1).strip();
    String family = text.substring(0, comma).strip();
    return given.isEmpty() || family.isEmpty() ? literal(text) : person(given, family);
  }

  /** Parses the name of a person, given names first. */
  static Author parsePerson(String text) {
    int space = text.lastIndexOf(' ');
    return space <= 0 || text.indexOf(',') >= 0
        ? parse(text)
        : person(text.substring(0, space).strip(), text.substring(space + 1));
  }

  /** Returns the name for a list of references: {@code Family, Given} if the parts are known. */
  String sortName() {
    return family == null ? name : family + ", " + given;
  }
}
