package io.gypsum.metadata.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

import io.gypsum.core.Ascii;

/**
 * Splits texts into search terms. Documents and queries are split by the same code, so {@code naïve} finds {@code
 * naive} and vice versa.
 *
 * <p>A text is decomposed (NFKD), stripped of diacritics, converted to lower case, and split at every character that is
 * not a letter, a number, a private-use character or {@code -} (metadata.md, section 2). Characters are classified by the
 * Unicode tables of the running Java version.
 */
public final class SearchTerms {
  private static final String DIACRITICS_FILE = "diacritics.txt";
  /**
   * The code points with the Unicode property Diacritic, which the Java library does not provide. It differs from the
   * general category Mn: it includes {@code ^} and the long vowel mark {@code ー}, but not all vowel signs.
   */
  private static final BitSet DIACRITICS = readDiacritics();

  private static final int FIRST_NON_ASCII = 0x80;
  /** The replacement of each ASCII character, or one of the two markers below. */
  private static final char[] ASCII = asciiTable();
  private static final char DROPPED = '\0';
  private static final char SEPARATOR = ' ';

  private SearchTerms() {}

  /** Returns the distinct terms of a text in the order of their first occurrence. */
  public static Set<String> of(String text) {
    Set<String> terms = new LinkedHashSet<>();
    forEach(text, terms::add);
    return terms;
  }

  /**
   * Returns the distinct terms of a text in which {@code %} and {@code _} are wildcards of SQL's {@code LIKE}: they are
   * kept as parts of the terms.
   */
  public static Set<String> patternsOf(String text) {
    Set<String> patterns = new LinkedHashSet<>();
    split(normalized(text), true, patterns::add);
    return patterns;
  }

  /** Returns the terms of a text in order, with repetitions. */
  public static List<String> sequenceOf(String text) {
    List<String> terms = new ArrayList<>();
    forEach(text, terms::add);
    return terms;
  }

  /** Returns whether a text consists of at least two terms, whose order therefore matters. */
  public static boolean isPhrase(String text) {
    return sequenceOf(text).size() > 1;
  }

  /** Passes each occurrence of a term in a text to {@code action}, in order. */
  public static void forEach(String text, Consumer<String> action) {
    if (Ascii.isAscii(text)) {
      splitAscii(text, action);
    } else {
      split(normalized(text), false, action);
    }
  }

  /** A fast path for ASCII, which most texts consist of. */
  private static void splitAscii(String text, Consumer<String> action) {
    byte[] term = new byte[text.length()];
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = ASCII[text.charAt(i)];
      if (c == SEPARATOR) {
        if (length > 0) {
          action.accept(asciiTerm(term, length));
          length = 0;
        }
      } else if (c != DROPPED) {
        term[length++] = (byte) c;
      }
    }
    if (length > 0) {
      action.accept(asciiTerm(term, length));
    }
  }

  /** ISO 8859-1 contains ASCII and is the charset that Java decodes by copying. */
  private static String asciiTerm(byte[] term, int length) {
    return new String(term, 0, length, StandardCharsets.ISO_8859_1);
  }

  private static String normalized(String text) {
    String decomposed = Normalizer.normalize(text, Normalizer.Form.NFKD);
    StringBuilder bare = new StringBuilder(decomposed.length());
    decomposed.codePoints().filter(c -> !DIACRITICS.get(c)).forEach(bare::appendCodePoint);
    return bare.toString().toLowerCase(Locale.ROOT);
  }

  private static void split(String normalized, boolean keepWildcards, Consumer<String> action) {
    int start = 0;
    int i = 0;
    while (i < normalized.length()) {
      int c = normalized.codePointAt(i);
      int next = i + Character.charCount(c);
      if (!isTermCharacter(c) && !(keepWildcards && (c == '%' || c == '_'))) {
        if (i > start) {
          action.accept(normalized.substring(start, i));
        }
        start = next;
      }
      i = next;
    }
    if (i > start) {
      action.accept(normalized.substring(start));
    }
  }

  private static boolean isTermCharacter(int c) {
    return switch (Character.getType(c)) {
      case Character.UPPERCASE_LETTER, Character.LOWERCASE_LETTER, Character.TITLECASE_LETTER,
          Character.MODIFIER_LETTER, Character.OTHER_LETTER, Character.DECIMAL_DIGIT_NUMBER,
          Character.LETTER_NUMBER, Character.OTHER_NUMBER, Character.PRIVATE_USE -> true;
      default -> c == '-';
    };
  }

  private static char[] asciiTable() {
    char[] table = new char[FIRST_NON_ASCII];
    for (char c = 0; c < table.length; c++) {
      if (DIACRITICS.get(c)) {
        table[c] = DROPPED;
      } else {
        table[c] = isTermCharacter(c) ? Character.toLowerCase(c) : SEPARATOR;
      }
    }
    return table;
  }

  /** Each line of the file is a code point or a range of them, such as {@code 02B0..034E}; {@code #} starts a comment. */
  private static BitSet readDiacritics() {
    InputStream file = SearchTerms.class.getResourceAsStream(DIACRITICS_FILE);
    if (file == null) {
      throw new IllegalStateException("missing resource '" + DIACRITICS_FILE + "'");
    }
    BitSet diacritics = new BitSet();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
      lines.lines()
          .filter(line -> !line.startsWith("#"))
          .forEach(
              line -> {
                String[] range = line.split("\\.\\.");
                int first = Integer.parseInt(range[0], 16);
                int last = Integer.parseInt(range[range.length - 1], 16);
                diacritics.set(first, last + 1);
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return diacritics;
  }
}
