package io.gypsum.server.identity;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.gypsum.core.GypsumException;

/**
 * Detects names that a person could mistake for another one. A simplified form of Unicode Technical Standard #39: its
 * restriction level "highly restrictive" limits the scripts of a name, and a skeleton ignores case, width, and the
 * differences between similar Latin, Greek and Cyrillic letters. Pure functions.
 */
final class LookAlikes {
  /** Sets of scripts that one language combines; other combinations are refused. */
  private static final List<Set<UnicodeScript>> TOGETHER =
      List.of(
          EnumSet.of(
              UnicodeScript.LATIN, UnicodeScript.HAN, UnicodeScript.HIRAGANA,
              UnicodeScript.KATAKANA),
          EnumSet.of(UnicodeScript.LATIN, UnicodeScript.HAN, UnicodeScript.BOPOMOFO),
          EnumSet.of(UnicodeScript.LATIN, UnicodeScript.HAN, UnicodeScript.HANGUL));

  /** Pairs of lower-case letters or digits: a character, and the one for which it can be mistaken. */
  private static final Map<Integer, Integer> SIMILAR =
      pairs(
          // Latin letters and digits.
          "1l" + "il" + "ıl" + "|l" + "0o" + "ɡg" + "ɑa"
          // Cyrillic.
              + "аa" + "вb" + "сc" + "еe" + "нh" + "һh" + "іl" + "јj" + "кk" + "мm" + "оo" + "рp"
              + "ѕs" + "тt" + "ѵv" + "ԝw" + "хx" + "уy" + "ԁd" + "ԛq" + "ӏl" + "ґr" + "гr" + "ьb"
              // Greek.
              + "αa" + "βb" + "εe" + "ηn" + "ιl" + "κk" + "νv" + "οo" + "ρp" + "τt" + "υu" + "χx"
              + "γy" + "ωw" + "μm" + "ζz");

  private LookAlikes() {}

  private static Map<Integer, Integer> pairs(String text) {
    int[] characters = text.codePoints().toArray();
    Map<Integer, Integer> pairs = new HashMap<>();
    for (int i = 0; i < characters.length; i += 2) {
      pairs.put(characters[i], characters[i + 1]);
    }
    return Map.copyOf(pairs);
  }

  /**
   * Checks that the letters of a new name are of one script, or of scripts that are written together.
   *
   * @param what "account name" or "organization"
   * @throws GypsumException {@code INVALID} when they are not
   */
  static void requireOneScript(String what, String name) {
    Set<UnicodeScript> scripts = EnumSet.noneOf(UnicodeScript.class);
    name.codePoints().mapToObj(UnicodeScript::of).forEach(scripts::add);
    scripts.remove(UnicodeScript.COMMON);
    scripts.remove(UnicodeScript.INHERITED);
    if (scripts.size() > 1 && TOGETHER.stream().noneMatch(set -> set.containsAll(scripts))) {
      throw GypsumException.invalid(
          "the " + what + " '" + name + "' mixes letters of several scripts ("
              + String.join(", ", scripts.stream().map(LookAlikes::nameOf).toList())
              + "), some of which look alike: expected letters of one script");
    }
  }

  /** Returns a text that is equal for names that look alike. */
  static String skeleton(String name) {
    String folded =
        Normalizer.normalize(
            Normalizer.normalize(name, Normalizer.Form.NFKC).toUpperCase(Locale.ROOT),
            Normalizer.Form.NFKC)
            .toLowerCase(Locale.ROOT);
    StringBuilder skeleton = new StringBuilder(folded.length());
    folded.codePoints()
        .map(character -> SIMILAR.getOrDefault(character, character))
        .forEach(skeleton::appendCodePoint);
    return skeleton.toString();
  }

  private static String nameOf(UnicodeScript script) {
    String name = script.name().replace('_', ' ');
    return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
  }
}
