package io.gypsum.metadata.search;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import io.gypsum.core.GypsumException;
import io.gypsum.core.PastTime;
import io.gypsum.core.Printable;
import io.gypsum.core.Timestamps;
import io.gypsum.metadata.search.QueryLexer.Lexeme;
import io.gypsum.metadata.search.QueryLexer.LexemeKind;
import io.gypsum.metadata.search.SearchClause.NameOf;

/**
 * A property of versions that a text query can select, as in {@code @user:alice}. The {@code @} distinguishes it from a field
 * of documents of the same name.
 */
enum QueryProperty {
  PROJECT, ASSET, VERSION, PATH, USER,
  /** Versions that were finished after a time. */
  SINCE,
  /** Versions that were finished at a time or before. */
  UNTIL;

  /** @throws QuerySyntaxException if there is no property of this name */
  static QueryProperty of(Lexeme name) {
    return Arrays.stream(values())
        .filter(property -> property.written().equals("@" + name.text() + ":"))
        .findAny()
        .orElseThrow(
            () -> new QuerySyntaxException(
                name.position(),
                Arrays.stream(values())
                    .map(QueryProperty::written)
                    .collect(Collectors.joining(" "))
                    + " instead of '@" + Printable.value(name.text())
                    + ":', or the word in quotation marks to search for it"));
  }

  /** Returns the end of a message about an unknown field that has the name of a property; empty for other fields. */
  static String hint(String field) {
    return Arrays.stream(values())
        .filter(property -> property.written().equals("@" + field + ":"))
        .map(property -> " To select versions, write '" + property.written() + "'.")
        .findAny()
        .orElse("");
  }

  private String written() {
    return "@" + name().toLowerCase(Locale.ROOT) + ":";
  }

  /**
   * Returns the clause for a value.
   *
   * @param now the time from which ages are counted
   * @throws QuerySyntaxException if the value must be a time but is not
   */
  SearchClause clause(Lexeme value, Instant now) {
    return switch (this) {
      case PROJECT, ASSET, VERSION, PATH, USER -> nameClause(NameOf.valueOf(name()), value);
      case SINCE, UNTIL -> new SearchClause.Time(time(value, now), this == SINCE);
    };
  }

  private static SearchClause nameClause(NameOf of, Lexeme value) {
    String name = value.text();
    String pattern = name.replace('*', '%').replace('?', '_');
    boolean isPattern =
        value.is(LexemeKind.VALUE) && (name.indexOf('%') >= 0 || !pattern.equals(name));
    return new SearchClause.Name(of, isPattern ? pattern : name, isPattern);
  }

  private Instant time(Lexeme value, Instant now) {
    try {
      Instant time =
          this == SINCE ? PastTime.since(value.text(), now) : PastTime.until(value.text(), now);
      if (Timestamps.parse(time.toString()) == null) {
        throw GypsumException.invalid("the year has more than 4 digits");
      }
      return time;
    } catch (GypsumException e) {
      throw new QuerySyntaxException(
          value.position(),
          "a time such as 12h, 2d, 2030-01-31 or 2030-01-31T12:00:00Z instead of '"
              + Printable.value(value.text()) + "'");
    }
  }

  /** Returns the texts that may be parsed as a clause with a name or time. */
  static List<String> forms(SearchClause clause) {
    if (clause instanceof SearchClause.Time time) {
      return List.of((time.after() ? SINCE : UNTIL).written() + time.time());
    }
    if (clause instanceof SearchClause.Name name) {
      String property = valueOf(name.of().name()).written();
      return List.of(
          property + name.name(), property + name.name().replace('_', '?'),
          property + '"' + name.name() + '"');
    }
    return List.of();
  }
}
