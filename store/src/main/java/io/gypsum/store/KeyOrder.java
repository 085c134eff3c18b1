package io.gypsum.store;

import java.util.Comparator;

/**
 * The order of listings: by the UTF-8 bytes of the keys. It differs from {@link String#compareTo} when a surrogate pair is
 * compared with a character from U+E000 on.
 */
public final class KeyOrder implements Comparator<String> {
  public static final KeyOrder INSTANCE = new KeyOrder();

  private KeyOrder() {}

  @Override
  public int compare(String left, String right) {
    int common = Math.min(left.length(), right.length());
    for (int i = 0; i < common; i++) {
      char a = left.charAt(i);
      char b = right.charAt(i);
      if (a != b) {
        // UTF-8 sorts by code point, and surrogates encode code points above all other characters.
        boolean surrogate = Character.isSurrogate(a);
        if (surrogate != Character.isSurrogate(b)) {
          return surrogate ? 1 : -1;
        }
        return Character.compare(a, b);
      }
    }
    return Integer.compare(left.length(), right.length());
  }
}
