package io.gypsum.core.property;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

import org.junit.jupiter.api.Test;

import static io.gypsum.core.property.ForAll.forAll;
import static io.gypsum.core.property.Generators.integers;
import static io.gypsum.core.property.Generators.longs;
import static io.gypsum.core.property.Generators.strings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ForAllTest {
  @Test
  void aPropertyIsCheckedForTheGivenNumberOfTries() {
    List<Long> values = new ArrayList<>();
    forAll(50, longs(), values::add);
    assertThat(values).hasSize(50);
    assertThat(new HashSet<>(values)).hasSizeGreaterThan(25);
  }

  @Test
  void everyRunGeneratesTheSameValues() {
    List<String> one = new ArrayList<>();
    List<String> other = new ArrayList<>();
    forAll(20, strings(), one::add);
    forAll(20, strings(), other::add);
    assertThat(one).isEqualTo(other);
  }

  @Test
  void aFailureReportsItsValuesAndTheSeedThatRepeatsIt() {
    IllegalStateException cause = new IllegalStateException("too large");
    assertThatThrownBy(
        () -> forAll(integers(0, 1_000_000), strings(0, 3), (number, text) -> {
          if (number > 500_000) {
            throw cause;
          }
        }))
        .isInstanceOf(AssertionError.class)
        .hasCause(cause)
        .hasMessageMatching(
            "the property does not hold for \\d+, \".*\" \\(try (\\d+) of 1000;"
                + " repeat it with -Dgypsum.test.seed=\\d+\\): too large");
  }

  @Test
  void theReportedSeedMakesTheFailureTheFirstTry() {
    assertThat(messageFor(null)).contains("(try 8 of 1000; repeat it with -Dgypsum.test.seed=7)");
    assertThat(messageFor("7")).contains("(try 1 of 1000; repeat it with -Dgypsum.test.seed=7)");
  }

  private static String messageFor(String seed) {
    int[] calls = {0};
    long[] seventh = {new SplittableRandom(7).nextLong()};
    if (seed != null) {
      System.setProperty("gypsum.test.seed", seed);
    }
    try {
      forAll(RandomGenerator::nextLong, value -> {
        calls[0]++;
        assertThat(value).isNotEqualTo(seventh[0]);
      });
    } catch (AssertionError e) {
      return e.getMessage();
    } finally {
      System.clearProperty("gypsum.test.seed");
    }
    throw new IllegalStateException("no failure in " + calls[0] + " calls");
  }

  @Test
  void numbersStayWithinTheirBoundsAndReachThem() {
    Set<Long> seen = new HashSet<>();
    forAll(2_000, longs(-3, 1L << 40), number -> {
      assertThat(number).isBetween(-3L, 1L << 40);
      seen.add(number);
    });
    assertThat(seen).contains(-3L, -2L, -1L, 0L, 1L, (1L << 40) - 1, 1L << 40);
    assertThat(seen).anyMatch(number -> number > 1L << 39 && number < (1L << 40) - 1);
    forAll(longs(7, 7), number -> assertThat(number).isEqualTo(7));
    forAll(longs(Long.MAX_VALUE, Long.MAX_VALUE), n -> assertThat(n).isEqualTo(Long.MAX_VALUE));
    seen.clear();
    forAll(2_000, longs(), number -> {
      seen.add(number);
    });
    assertThat(seen).contains(Long.MIN_VALUE, Long.MAX_VALUE, 0L, -1L);
  }

  @Test
  void stringsHaveAllKindsOfCharacters() {
    StringBuilder all = new StringBuilder();
    forAll(2_000, strings(0, 40), text -> {
      assertThat(text.length()).isLessThanOrEqualTo(40);
      all.append(text).append(' ');
    });
    String text = all.toString();
    assertThat(text).contains("\0", "a", "é", "\n", "  ");
    assertThat(text.codePoints()).anyMatch(Character::isSupplementaryCodePoint)
        .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    forAll(strings('b', 'd', 2, 3), some -> assertThat(some).matches("[bcd]{2,3}"));
  }

  @Test
  void compositeValuesAreBounded() {
    Set<Integer> sizes = new HashSet<>();
    forAll(2_000, integers(0, 9).list(1, 30), list -> {
      assertThat(list).hasSizeBetween(1, 30);
      sizes.add(list.size());
    });
    assertThat(sizes).contains(1, 2, 30);
    forAll(
        Generators.maps(integers(0, 9), strings(), 5),
        map -> assertThat(map).hasSizeLessThanOrEqualTo(5));
    forAll(
        Generators.recursive(
            Generators.of("x"), inner -> inner.map(text -> "(" + text + ")"), 3),
        text -> assertThat(text).matches("x|\\(x\\)|\\(\\(x\\)\\)|\\(\\(\\(x\\)\\)\\)"));
  }

  @Test
  void nullComesWithItsProbability() {
    int[] nulls = {0};
    forAll(1_000, integers(0, 9).orNull(0.3), value -> nulls[0] += value == null ? 1 : 0);
    assertThat(nulls[0]).isBetween(200, 400);
  }

  @Test
  void aFilterThatAcceptsNothingIsReported() {
    assertThatThrownBy(() -> integers(0, 9).filter(i -> i > 9).next(new SplittableRandom(1)))
        .isInstanceOf(IllegalStateException.class);
  }
}
