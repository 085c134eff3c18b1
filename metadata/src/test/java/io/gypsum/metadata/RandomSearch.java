package io.gypsum.metadata;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.gypsum.metadata.search.SearchClause;
import io.gypsum.metadata.search.SearchClause.Relation;

/** Creates random documents, and clauses that match some of them. */
final class RandomSearch {
  private static final List<String> WORDS =
      List.of(
          "neuron", "Neural", "neuro-x", "brain", "naïve", "naive", "データ", "神经元", "ΟΔΟΣ", "οδός",
          "مُحَمَّد", "محمد", "신경", "ﬁbro", "Ⅳ", "2^10", "a", "b_c", "T-cell", "ab\uE000");
  private static final List<String> PATTERNS =
      List.of(
          "neur%", "NEUR%", "%ro%", "n_ur%", "%", "_", "_%a", "デ%", "οδ%", "محم%", "%元", "b_%",
          "neur% br_in", "xyz%", "a%b%", "\uE000%", "nai%", "2_0");
  private static final List<BigDecimal> NUMBERS =
      Stream.of("0", "-2.5", "1.0", "1", "1E+400", "9007199254740992", "9007199254740993")
          .map(BigDecimal::new)
          .toList();
  private static final List<String> FIELDS = List.of("title", "a.b", "Title", "");
  private static final List<String> NAMES = List.of("p", "P", "pq", "p_q", "ü", "p%");

  private final Random random;

  RandomSearch(long seed) {
    random = new Random(seed);
  }

  /** Returns documents in the order of an index. */
  List<TestDocument> documents() {
    List<TestDocument> documents = new ArrayList<>();
    int versions = random.nextInt(12);
    Set<List<String>> seen = new HashSet<>();
    for (int i = 0; i < versions; i++) {
      List<String> names = List.of(one(NAMES), one(NAMES), one(NAMES));
      if (!seen.add(names)) {
        continue;
      }
      String user = one(NAMES);
      double seconds = 1_000 + random.nextInt(4) + (random.nextBoolean() ? 0.25 : 0);
      boolean latest = random.nextInt(3) > 0;
      Set<String> paths = new TreeSet<>(List.of("x"));
      IntStream.range(0, random.nextInt(4)).forEach(j -> paths.add(one(NAMES) + "/x"));
      for (String path : paths) {
        documents.add(
            new TestDocument(
                i, names.get(0), names.get(1), names.get(2), path, user, seconds, latest,
                values()));
      }
    }
    return documents;
  }

  private Map<String, List<Object>> values() {
    Map<String, List<Object>> values = new HashMap<>();
    for (int i = random.nextInt(8); i > 0; i--) {
      values.computeIfAbsent(one(FIELDS), field -> new ArrayList<>())
          .add(value());
    }
    return values;
  }

  private Object value() {
    return switch (random.nextInt(6)) {
      case 0, 1 -> one(NUMBERS);
      case 2 -> random.nextBoolean();
      default -> words(1 + random.nextInt(3));
    };
  }

  private SearchClause comparison() {
    String field = one(FIELDS);
    BigDecimal number = one(NUMBERS);
    return switch (random.nextInt(4)) {
      case 0 -> SearchClause.bool(field, random.nextBoolean());
      case 1 -> SearchClause.between(field, number, one(NUMBERS));
      default -> SearchClause.number(field, one(List.of(Relation.values())), number);
    };
  }

  private String words(int number) {
    return IntStream.range(0, number).mapToObj(i -> one(WORDS)).collect(Collectors.joining(" "));
  }

  SearchClause clause(int depth) {
    return switch (random.nextInt(depth > 0 ? 12 : 7)) {
      case 0 -> name();
      case 1 -> new SearchClause.Time(
          Instant.ofEpochSecond(1_000 + random.nextInt(4)), random.nextBoolean());
      case 2, 3 -> text();
      case 4 -> random.nextInt(4) == 0 ? SearchClause.text("... !") : text();
      case 5 -> phrase();
      case 6 -> comparison();
      case 7, 8 -> SearchClause.allOf(clauses(depth));
      case 9, 10 -> SearchClause.anyOf(clauses(depth));
      default -> new SearchClause.Not(clause(depth - 1));
    };
  }

  private List<SearchClause> clauses(int depth) {
    return IntStream.rangeClosed(0, random.nextInt(4)).mapToObj(i -> clause(depth - 1)).toList();
  }

  private SearchClause name() {
    SearchClause.NameOf of = one(List.of(SearchClause.NameOf.values()));
    return random.nextBoolean()
        ? new SearchClause.Name(of, one(NAMES), false)
        : new SearchClause.Name(of, one(List.of("p%", "P_", "%", "%q", "Ü", "x", "_")), true);
  }

  private SearchClause phrase() {
    SearchClause.Phrase phrase =
        random.nextInt(6) == 0
            ? SearchClause.phrase("?! ...")
            : SearchClause.phrase(words(1 + random.nextInt(3)));
    return random.nextInt(3) == 0 ? phrase.in(one(FIELDS)) : phrase;
  }

  private SearchClause text() {
    SearchClause.Text text = SearchClause.text(one(WORDS));
    if (random.nextInt(3) == 0) {
      text = SearchClause.text(one(WORDS) + " " + one(WORDS));
    }
    if (random.nextBoolean()) {
      text = SearchClause.text(one(PATTERNS)).asPattern();
    }
    return random.nextInt(3) == 0 ? text.in(one(FIELDS)) : text;
  }

  <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }
}
