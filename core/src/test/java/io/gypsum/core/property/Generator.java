package io.gypsum.core.property;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

/**
 * Generates random values, edge cases among them more often than others. The value depends on {@code random} alone, so that
 * a seed repeats it. Generators of composite values are lambdas that call others:
 *
 * <pre>{@code
 * Generator<Link> links = random -> new Link(targets.next(random), ancestors.next(random));
 * }</pre>
 */
@FunctionalInterface
public interface Generator<T> {
  T next(RandomGenerator random);

  default <R> Generator<R> map(Function<? super T, ? extends R> function) {
    return random -> function.apply(next(random));
  }

  /** Generates only values that {@code wanted} accepts; it must accept at least one of 10,000. */
  default Generator<T> filter(Predicate<? super T> wanted) {
    return random -> {
      for (int attempt = 0; attempt < 10_000; attempt++) {
        T value = next(random);
        if (wanted.test(value)) {
          return value;
        }
      }
      throw new IllegalStateException("the filter accepts too few values");
    };
  }

  /** Generates null with this probability. */
  default Generator<@Nullable T> orNull(double probability) {
    return random -> random.nextDouble() < probability ? null : next(random);
  }

  /** Generates lists, short ones more often than long ones. */
  default Generator<List<T>> list(int minSize, int maxSize) {
    Generator<Integer> sizes = Generators.sizes(minSize, maxSize);
    return random -> {
      int size = sizes.next(random);
      List<T> list = new ArrayList<>(size);
      for (int i = 0; i < size; i++) {
        list.add(next(random));
      }
      return list;
    };
  }
}
