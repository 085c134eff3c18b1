package io.gypsum.core.property;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Generators of common values. */
public final class Generators {
  /** On average, one in this many values of a range is an edge case. */
  private static final int EDGE_CASE_RATE = 8;
  private static final int MAX_STRING_LENGTH = 255;
  /** Characters that programs treat in a special way. */
  private static final String SPECIAL =
      "\0\t\n\r \"'/\\%:;,.-_*?<>&#+=()[]{}^$|~`@!\u007f\u0080\u0085\u00a0\u00e9\u0130\u03a3\u03c2"
          + "\u200b\u2028\u3000\ud7ff\ud800\udbff\udc00\udfff\ue000\ufb01\ufeff\ufffd\ufffe\uffff";

  private Generators() {}

  @SafeVarargs
  public static <T> Generator<T> of(T... values) {
    return random -> values[random.nextInt(values.length)];
  }

  @SafeVarargs
  public static <T> Generator<T> oneOf(Generator<? extends T>... generators) {
    return random -> generators[random.nextInt(generators.length)].next(random);
  }

  public static Generator<Boolean> booleans() {
    return random -> random.nextBoolean();
  }

  /** All longs; small absolute values are more frequent than in a uniform distribution. */
  public static Generator<Long> longs() {
    return longs(Long.MIN_VALUE, Long.MAX_VALUE);
  }

  /**
   * Longs from {@code min} to {@code max}, both included: both limits and their neighbours, values near zero, values of any
   * order of magnitude, and uniformly distributed ones.
   */
  public static Generator<Long> longs(long min, long max) {
    long[] edges = {min, max, min + 1, max - 1, 0, 1, -1, 2, -2};
    return random -> {
      // Shifted by a random number of bits, values of all orders of magnitude are equally frequent.
      long value =
          random.nextInt(EDGE_CASE_RATE) == 0
              ? edges[random.nextInt(edges.length)]
              : random.nextLong() >> random.nextInt(Long.SIZE);
      if (value >= min && value <= max && random.nextInt(3) != 0) {
        return value;
      }
      return max == Long.MAX_VALUE
          ? (min == max ? max : random.nextLong(min, max))
          : random.nextLong(min, max + 1);
    };
  }

  /** As {@link #longs(long, long)}. */
  public static Generator<Integer> integers(int min, int max) {
    return longs(min, max).map(Math::toIntExact);
  }

  /** Numbers from {@code min} to {@code max}, small ones more often than large ones. */
  static Generator<Integer> sizes(int min, int max) {
    return random -> {
      int bound = random.nextInt(4) == 0 ? max : Math.min(max, min + 10);
      return random.nextInt(EDGE_CASE_RATE) == 0
          ? (random.nextBoolean() ? min : bound)
          : random.nextInt(min, bound + 1);
    };
  }

  /** Strings of up to 255 characters of all kinds, unpaired surrogates included. */
  public static Generator<String> strings() {
    return strings(0, MAX_STRING_LENGTH);
  }

  /** Strings of all kinds of characters, unpaired surrogates included. The length is in chars. */
  public static Generator<String> strings(int minLength, int maxLength) {
    Generator<Integer> lengths = sizes(minLength, maxLength);
    return random -> {
      int length = lengths.next(random);
      // Texts of one kind of characters reach other code than mixtures do.
      int onlyKind = random.nextInt(12);
      StringBuilder text = new StringBuilder(length + 1);
      while (text.length() < length) {
        switch (onlyKind < 6 ? onlyKind : random.nextInt(6)) {
          case 0 -> text.append((char) random.nextInt(' ', 0x7f));
          case 1 -> text.append((char) random.nextInt(0x100));
          case 2 -> text.append(SPECIAL.charAt(random.nextInt(SPECIAL.length())));
          case 3 -> text.append((char) random.nextInt(0x10000));
          case 4 -> text.append((char) random.nextInt('0', 'z' + 1));
          default -> text.appendCodePoint(random.nextInt(0x10000, Character.MAX_CODE_POINT + 1));
        }
      }
      // May cut a pair.
      text.setLength(length);
      return text.toString();
    };
  }

  /** Strings of chars from {@code first} to {@code last}, both included. */
  public static Generator<String> strings(char first, char last, int minLength, int maxLength) {
    Generator<Integer> chars = integers(first, last);
    Generator<Integer> lengths = sizes(minLength, maxLength);
    return random -> {
      int length = lengths.next(random);
      StringBuilder text = new StringBuilder(length);
      for (int i = 0; i < length; i++) {
        text.append((char) chars.next(random).intValue());
      }
      return text.toString();
    };
  }

  /** Maps in random order, of up to {@code maxSize} entries. */
  public static <K, V> Generator<Map<K, V>> maps(
      Generator<K> keys, Generator<V> values, int maxSize) {
    Generator<List<K>> lists = keys.list(0, maxSize);
    return random -> {
      Map<K, V> map = new LinkedHashMap<>();
      lists.next(random).forEach(key -> map.put(key, values.next(random)));
      return map;
    };
  }

  /** Values nested up to {@code maxDepth} times; {@code nest} returns the generator that contains others. */
  public static <T> Generator<T> recursive(
      Generator<T> leaves, UnaryOperator<Generator<T>> nest, int maxDepth) {
    List<Generator<T>> byDepth = new ArrayList<>();
    byDepth.add(leaves);
    while (byDepth.size() <= maxDepth) {
      byDepth.add(nest.apply(oneOf(leaves, byDepth.get(byDepth.size() - 1))));
    }
    return random -> byDepth.get(random.nextInt(byDepth.size())).next(random);
  }
}
