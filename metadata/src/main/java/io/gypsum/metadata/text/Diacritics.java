package io.gypsum.metadata.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/**
 * The code points with the Unicode property Diacritic, which Java does not know. It is not the category Mn: {@code ^} and
 * the long vowel mark {@code ー} are in it, some vowel signs are not.
 */
final class Diacritics {
  private static final String FILE = "diacritics.txt";
  private static final BitSet ALL = read();

  private Diacritics() {}

  static boolean contains(int codePoint) {
    return ALL.get(codePoint);
  }

  private static BitSet read() {
    InputStream file = Diacritics.class.getResourceAsStream(FILE);
    if (file == null) {
      throw new IllegalStateException(FILE + " is not where this class is");
    }
    BitSet all = new BitSet();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
      lines.lines().filter(line -> !line.startsWith("#")).forEach(line -> add(all, line));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }

  private static void add(BitSet all, String line) {
    int dots = line.indexOf("..");
    int first = Integer.parseInt(dots < 0 ? line : line.substring(0, dots), 16);
    int last = dots < 0 ? first : Integer.parseInt(line.substring(dots + 2), 16);
    all.set(first, last + 1);
  }
}
