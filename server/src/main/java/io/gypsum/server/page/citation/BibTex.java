package io.gypsum.server.page.citation;

import java.text.Normalizer;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import io.gypsum.core.Printable;

/**
 * One entry of a BibTeX file. Values are in UTF-8. Braces are written as commands, since BibTeX counts them even after a
 * backslash.
 */
final class BibTex {
  private static final int MAX_KEY_CHARS = 60;

  private final String key;
  private final Map<String, String> fields = new LinkedHashMap<>();

  /** @param name becomes the key of the entry, with its letters and digits */
  BibTex(String name) {
    String ascii =
        Normalizer.normalize(name, Normalizer.Form.NFKD).replaceAll("[^A-Za-z0-9]+", "_");
    String stripped = ascii.replaceAll("^_+|_+$", "");
    String cut = stripped.substring(0, Math.min(stripped.length(), MAX_KEY_CHARS));
    key = cut.isEmpty() ? "dataset" : cut.toLowerCase(Locale.ROOT);
  }

  /** Adds a text, whose case BibTeX must not change. */
  BibTex text(String name, String value) {
    fields.put(name, "{" + escape(value) + "}");
    return this;
  }

  /** Adds a value without special characters, such as a number, a URL or a DOI. */
  BibTex verbatim(String name, String value) {
    fields.put(name, value);
    return this;
  }

  /** Returns the name of an author for the field {@code author}; BibTeX does not split a name without known parts. */
  static String author(Author author) {
    String family = author.family();
    String given = author.given();
    return family == null || given == null
        ? "{" + escape(author.name()) + "}"
        : part(family) + ", " + part(given);
  }

  /** The word {@code and} separates authors, and commas the parts of a name. */
  private static String part(String name) {
    boolean isSpecial = name.indexOf(',') >= 0 || name.matches("(?i)(.*\\s)?and(\\s.*)?");
    return isSpecial ? "{" + escape(name) + "}" : escape(name);
  }

  static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    for (char c : Printable.line(text).toCharArray()) {
      switch (c) {
        case '\\' -> escaped.append("\\textbackslash{}");
        case '{' -> escaped.append("\\textbraceleft{}");
        case '}' -> escaped.append("\\textbraceright{}");
        case '~' -> escaped.append("\\textasciitilde{}");
        case '^' -> escaped.append("\\textasciicircum{}");
        case '&', '%', '$', '#', '_' -> escaped.append('\\').append(c);
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }

  @Override
  public String toString() {
    StringBuilder entry = new StringBuilder("@misc{" + key);
    fields.forEach(
        (
            name,
            value) -> entry.append(",\n  ").append(name).append(" = {").append(value).append('}'));
    return entry.append("\n}\n").toString();
  }
}
