package io.gypsum.server.page.find;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.gypsum.core.Printable;
import io.gypsum.metadata.search.SearchClause;
import io.gypsum.metadata.text.SearchTerms;

/** The words for which a query searches, without negated ones, to highlight them in texts. Immutable. */
public final class QueryTerms {
  /** Longer words are not highlighted. */
  private static final int MAX_WORD_CHARS = 100;
  /** A query with more patterns is highlighted by the first ones. */
  private static final int MAX_PATTERNS = 10;
  /** Everything that may be part of a search term, with the marks that are removed from it. */
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}\\p{M}\\p{Sk}\\p{Co}-]+");

  private final Set<String> words = new LinkedHashSet<>();
  private final List<String> patterns = new ArrayList<>();

  /** A part of a text, with characters that cannot be seen as escapes. */
  public record Segment(String text, boolean isMarked) {}

  private QueryTerms() {}

  public static QueryTerms of(SearchClause query) {
    QueryTerms terms = new QueryTerms();
    terms.add(query);
    return terms;
  }

  private void add(SearchClause clause) {
    switch (clause) {
      case SearchClause.And and -> and.clauses().forEach(this::add);
      case SearchClause.Or or -> or.clauses().forEach(this::add);
      case SearchClause.Text text when text.partial() ->
          SearchTerms.patternsOf(text.text()).forEach(this::addPattern);
      case SearchClause.Text text -> words.addAll(SearchTerms.of(text.text()));
      case SearchClause.Phrase phrase -> words.addAll(SearchTerms.of(phrase.text()));
      case SearchClause.Not _,SearchClause.Name _,SearchClause.Time _,SearchClause.NumberIs _,SearchClause.NumberBetween _,SearchClause.BooleanIs _ ->
          {}
    }
  }

  private void addPattern(String pattern) {
    // A pattern of wildcards only would mark everything.
    if (patterns.size() < MAX_PATTERNS && !pattern.matches("[%_]*")) {
      patterns.add(pattern);
    }
  }

  /** Splits a text into parts, of which those with a word of the query are marked. */
  public List<Segment> segments(String text) {
    List<Segment> segments = new ArrayList<>();
    int end = 0;
    for (Matcher word = WORD.matcher(text); word.find();) {
      if (matches(word.group())) {
        add(segments, text.substring(end, word.start()), false);
        add(segments, word.group(), true);
        end = word.end();
      }
    }
    add(segments, text.substring(end), false);
    return segments;
  }

  private static void add(List<Segment> segments, String text, boolean isMarked) {
    if (!text.isEmpty()) {
      segments.add(new Segment(Printable.line(text), isMarked));
    }
  }

  /** Returns the index of the first word of the query in a text; -1 if there is none. */
  int first(String text) {
    for (Matcher word = WORD.matcher(text); word.find();) {
      if (matches(word.group())) {
        return word.start();
      }
    }
    return -1;
  }

  private boolean matches(String word) {
    return word.length() <= MAX_WORD_CHARS
        && SearchTerms.of(word)
            .stream()
            .anyMatch(
                term -> words.contains(term)
                    || patterns.stream().anyMatch(pattern -> isLike(term, pattern)));
  }

  /** Matches as SQL's {@code LIKE}, in time proportional to the product of the lengths. */
  static boolean isLike(String text, String pattern) {
    int t = 0;
    int p = 0;
    int wildcard = -1;
    int retry = 0;
    while (t < text.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '%') {
        wildcard = p++;
        retry = t;
      } else if (p < pattern.length()
          && (pattern.charAt(p) == '_' || pattern.charAt(p) == text.charAt(t))) {
        p++;
        t++;
      } else if (wildcard >= 0) {
        p = wildcard + 1;
        t = ++retry;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '%') {
      p++;
    }
    return p == pattern.length();
  }
}
