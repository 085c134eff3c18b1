package io.gypsum.core.property;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Checks a property with many random values, in one JUnit test:
 *
 * <pre>{@code
 * @Test
 * void everyLongIsReadAsItIsWritten() {
 *   forAll(longs(), number -> assertThat(Long.parseLong(Long.toString(number))).isEqualTo(number));
 * }
 * }</pre>
 *
 * <p>Every run generates the same values, unless the system property {@code gypsum.test.seed} is set: to a number, or to
 * {@code random}. A failure reports the values and the seed that makes them the first ones of a run.
 */
public final class ForAll {
  /** Number of tries when none is given. */
  public static final int DEFAULT_TRIES = 1_000;

  private static final String SEED_PROPERTY = "gypsum.test.seed";
  private static final int MAX_SHOWN_CHARS = 2_000;

  private ForAll() {}

  /** A property of one value; throws anything when it does not hold. */
  @FunctionalInterface
  public interface Property1<A> {
    void check(A a) throws Exception;
  }

  /** A property of two values. */
  @FunctionalInterface
  public interface Property2<A, B> {
    void check(A a, B b) throws Exception;
  }

  /** A property of three values. */
  @FunctionalInterface
  public interface Property3<A, B, C> {
    void check(A a, B b, C c) throws Exception;
  }

  /** A property of four values. */
  @FunctionalInterface
  public interface Property4<A, B, C, D> {
    void check(A a, B b, C c, D d) throws Exception;
  }

  /** A property of five values. */
  @FunctionalInterface
  public interface Property5<A, B, C, D, E> {
    void check(A a, B b, C c, D d, E e) throws Exception;
  }

  public static <A> void forAll(Generator<A> a, Property1<? super A> property) {
    forAll(DEFAULT_TRIES, a, property);
  }

  public static <A> void forAll(int tries, Generator<A> a, Property1<? super A> property) {
    run(tries, random -> {
      A first = a.next(random);
      return new Attempt(() -> property.check(first), first);
    });
  }

  public static <A, B> void forAll(
      Generator<A> a, Generator<B> b, Property2<? super A, ? super B> property) {
    forAll(DEFAULT_TRIES, a, b, property);
  }

  public static <A, B> void forAll(
      int tries, Generator<A> a, Generator<B> b, Property2<? super A, ? super B> property) {
    run(tries, random -> {
      A first = a.next(random);
      B second = b.next(random);
      return new Attempt(() -> property.check(first, second), first, second);
    });
  }

  public static <A, B, C> void forAll(
      Generator<A> a, Generator<B> b, Generator<C> c,
      Property3<? super A, ? super B, ? super C> property) {
    forAll(DEFAULT_TRIES, a, b, c, property);
  }

  public static <A, B, C> void forAll(
      int tries, Generator<A> a, Generator<B> b, Generator<C> c,
      Property3<? super A, ? super B, ? super C> property) {
    run(tries, random -> {
      A first = a.next(random);
      B second = b.next(random);
      C third = c.next(random);
      return new Attempt(
          () -> property.check(first, second, third), first, second, third);
    });
  }

  public static <A, B, C, D> void forAll(
      int tries, Generator<A> a, Generator<B> b, Generator<C> c, Generator<D> d,
      Property4<? super A, ? super B, ? super C, ? super D> property) {
    run(tries, random -> {
      A first = a.next(random);
      B second = b.next(random);
      C third = c.next(random);
      D fourth = d.next(random);
      return new Attempt(
          () -> property.check(first, second, third, fourth), first, second, third, fourth);
    });
  }

  public static <A, B, C, D, E> void forAll(
      int tries, Generator<A> a, Generator<B> b, Generator<C> c, Generator<D> d, Generator<E> e,
      Property5<? super A, ? super B, ? super C, ? super D, ? super E> property) {
    run(tries, random -> {
      A first = a.next(random);
      B second = b.next(random);
      C third = c.next(random);
      D fourth = d.next(random);
      E fifth = e.next(random);
      return new Attempt(
          () -> property.check(first, second, third, fourth, fifth), first, second, third, fourth,
          fifth);
    });
  }

  private interface Check {
    void run() throws Exception;
  }

  private static final class Attempt {
    private final Check check;
    private final List<@Nullable Object> values;

    Attempt(Check check, @Nullable Object... values) {
      this.check = check;
      this.values = Arrays.asList(values);
    }
  }

  private static void run(int tries, Function<RandomGenerator, Attempt> attempts) {
    run(tries, seed(System.getProperty(SEED_PROPERTY)), attempts);
  }

  /** Try number n, counted from 0, uses {@code seed + n}, so that any try can be made the first one. */
  private static void run(int tries, long seed, Function<RandomGenerator, Attempt> attempts) {
    for (int i = 0; i < tries; i++) {
      Attempt attempt = attempts.apply(new SplittableRandom(seed + i));
      try {
        attempt.check.run();
      } catch (Exception | AssertionError e) {
        throw new AssertionError(
            "the property does not hold for " + shown(attempt.values) + " (try " + (i + 1) + " of "
                + tries + "; repeat it with -D" + SEED_PROPERTY + "=" + (seed + i) + "): "
                + e.getMessage(),
            e);
      }
    }
  }

  private static long seed(@Nullable String property) {
    if (property == null) {
      return 0;
    }
    return property.equals("random") ? System.nanoTime() : Long.parseLong(property);
  }

  private static String shown(List<@Nullable Object> values) {
    String shown = values.stream().map(ForAll::shown).collect(Collectors.joining(", "));
    return shown.length() > MAX_SHOWN_CHARS ? shown.substring(0, MAX_SHOWN_CHARS) + "…" : shown;
  }

  private static String shown(@Nullable Object value) {
    StringBuilder shown = new StringBuilder();
    String.valueOf(value).chars().forEach(c -> {
      if (c < ' ' || c > '~') {
        shown.append(String.format("\\u%04x", c));
      } else {
        shown.append((char) c);
      }
    });
    return value instanceof CharSequence ? "\"" + shown + "\"" : shown.toString();
  }
}
