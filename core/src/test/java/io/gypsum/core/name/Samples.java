package io.gypsum.core.name;

import java.util.List;
import java.util.stream.Stream;

import io.gypsum.core.property.Generator;
import io.gypsum.core.property.Generators;
import org.junit.jupiter.params.provider.Arguments;

/** Names and pieces of names that tests of this package share. */
final class Samples {
  private Samples() {}

  /** Invalid components, each with a word of its error message. */
  static List<Arguments> badComponents() {
    return List.of(
        Arguments.of("", "empty"),
        Arguments.of(".", "'.'"),
        Arguments.of("..", "'..'"),
        Arguments.of("\\", "'\\'"),
        Arguments.of("a\\b", "'\\'"),
        Arguments.of("..\\..", "'\\'"),
        Arguments.of("a\0", "control"),
        Arguments.of("\u0001", "control"),
        Arguments.of("a\tb", "control"),
        Arguments.of("a\n", "control"),
        Arguments.of("\ra", "control"),
        Arguments.of("\u001f", "control"),
        Arguments.of("a\u007f", "control"),
        Arguments.of("\u0080", "control"),
        Arguments.of("a\u0085b", "control"),
        Arguments.of("\u009f", "control"),
        Arguments.of("\ud800", "surrogate"),
        Arguments.of("a\udbff", "surrogate"),
        Arguments.of("\udc00a", "surrogate"),
        Arguments.of("\udfff\ud800", "surrogate"),
        Arguments.of("\ud83dx", "surrogate"),
        Arguments.of("😀\ude00", "surrogate"));
  }

  /** Internal components. */
  static Stream<String> internalComponents() {
    return Stream.of("..x", "..LOCK", "..links", "...", "....", ".. ", "..😀");
  }

  /** Valid components that look invalid. */
  static Stream<String> goodComponents() {
    return Stream.of(
        "a", "0", " ", "a b", " a ", "-", "~", "a..b", "a..", ".a", ".hidden", ". .", "a.", "C:",
        "C:a", "*",
        "?", "%2e%2e", "%2F", "+", "&", "#", "é", "€", "😀", "a😀b", "\u00a0", "\u2028", "．．",
        "‥", "∕", "CON", "null", "{}", "\"", "'", "<b>", "latest");
  }

  /** Texts of exactly 1,024 bytes of UTF-8, made of characters of 1, 2, 3 and 4 bytes. */
  static Stream<String> longest() {
    return Stream
        .of("x".repeat(1024), "é".repeat(512), "€".repeat(341) + "x", "😀".repeat(256));
  }

  /** Texts as an attacker would try them; some are valid. */
  static Generator<String> suspiciousTexts() {
    return Generators.of(
        "a", "b", "..", ".", "/", "/", "/", "\\", "..x", "...", "a..b", ".a", "\0", "\n",
        "\u007f", "\u009f",
        "é", "€", "😀", "\ud83d", "\ude00", "~", "C:", "%2e", " ", "‥", "．", "..LOCK")
        .list(0, 9)
        .map(pieces -> String.join("", pieces));
  }
}
