package io.gypsum.metadata.text;

import java.text.Normalizer;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The tokens of a text: what it is indexed by, and what a query is looked up by. Both are made here, so {@code naïve}
 * finds {@code naive} and the reverse.
 *
 * <p>A text is decomposed (NFKD), loses its diacritics, is put in lower case, and is split at everything that is not a
 * letter, a number, a private-use character or {@code -} (metadata.md, section 2). The letters of what Unicode adds
 * later are those that the running Java knows.
 */
public final class Tokens {
  private static final int FIRST_BEYOND_ASCII = 0x80;
  /** For each ASCII character: what it becomes, or one of the two below. */
  private static final char[] ASCII = ascii();
  private static final char DROPPED = '\0';
  private static final char SPLITS = ' ';

  private Tokens() {}

  /** The different tokens of {@code text}, in the order in which they appear; none when it has no letter or number. */
  public static Set<String> of(String text) {
    Set<String> tokens = new LinkedHashSet<>();
    forEach(text, tokens::add);
    return tokens;
  }

  /**
   * As {@link #of}, for a text whose {@code %} and {@code _} are wildcards of SQL's {@code LIKE}: they stay, as parts of
   * their word.
   */
  public static Set<String> patternsOf(String text) {
    Set<String> patterns = new LinkedHashSet<>();
    split(normalized(text), true, patterns::add);
    return patterns;
  }

  /** Tells every token of {@code text} as often as it appears. */
  public static void forEach(String text, Consumer<String> token) {
    if (isAscii(text)) {
      splitAscii(text, token);
    } else {
      split(normalized(text), false, token);
    }
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= FIRST_BEYOND_ASCII) {
        return false;
      }
    }
    return true;
  }

  /** Most texts are ASCII, and need none of the tables. */
  private static void splitAscii(String text, Consumer<String> token) {
    char[] word = new char[text.length()];
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = ASCII[text.charAt(i)];
      if (c == SPLITS) {
        if (length > 0) {
          token.accept(new String(word, 0, length));
          length = 0;
        }
      } else if (c != DROPPED) {
        word[length++] = c;
      }
    }
    if (length > 0) {
      token.accept(new String(word, 0, length));
    }
  }

  private static String normalized(String text) {
    String decomposed = Normalizer.normalize(text, Normalizer.Form.NFKD);
    StringBuilder bare = new StringBuilder(decomposed.length());
    decomposed.codePoints().filter(c -> !Diacritics.contains(c)).forEach(bare::appendCodePoint);
    return bare.toString().toLowerCase(Locale.ROOT);
  }

  private static void split(String normalized, boolean wildcards, Consumer<String> token) {
    int start = 0;
    int i = 0;
    while (i < normalized.length()) {
      int c = normalized.codePointAt(i);
      int next = i + Character.charCount(c);
      if (!isPart(c) && !(wildcards && (c == '%' || c == '_'))) {
        if (i > start) {
          token.accept(normalized.substring(start, i));
        }
        start = next;
      }
      i = next;
    }
    if (i > start) {
      token.accept(normalized.substring(start));
    }
  }

  private static boolean isPart(int c) {
    return switch (Character.getType(c)) {
      case Character.UPPERCASE_LETTER, Character.LOWERCASE_LETTER, Character.TITLECASE_LETTER,
          Character.MODIFIER_LETTER, Character.OTHER_LETTER, Character.DECIMAL_DIGIT_NUMBER,
          Character.LETTER_NUMBER, Character.OTHER_NUMBER, Character.PRIVATE_USE -> true;
      default -> c == '-';
    };
  }

  private static char[] ascii() {
    char[] becomes = new char[FIRST_BEYOND_ASCII];
    for (char c = 0; c < becomes.length; c++) {
      if (Diacritics.contains(c)) {
        becomes[c] = DROPPED;
      } else {
        becomes[c] = isPart(c) ? Character.toLowerCase(c) : SPLITS;
      }
    }
    return becomes;
  }
}
