package io.gypsum.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.gypsum.core.Ascii;

/**
 * The differences between names that a store ignores, as the default file systems of macOS and Windows do: it cannot hold
 * two keys that differ only in them.
 *
 * @param ignoresCase whether {@code a} and {@code A} are one name
 * @param ignoresForm whether a letter with an accent and the same letter followed by a combining accent are one name
 */
public record NameFolding(boolean ignoresCase, boolean ignoresForm) {
  /** The store distinguishes all names. */
  public static final NameFolding NONE = new NameFolding(false, false);

  /** All differences that some file system ignores. */
  public static final NameFolding ALL = new NameFolding(true, true);

  private static final String E_ACUTE = "\u00e9";
  private static final String COMBINING_ACUTE = "\u0301";
  private static final Pattern COMBINING = Pattern.compile("\\p{Mn}");

  /**
   * Determines which names a file system does not distinguish.
   *
   * @param unused the path of a file that does not exist; a file whose name begins like it is created and deleted
   */
  public static NameFolding probe(Path unused) throws IOException {
    Path file = sibling(unused, "a" + E_ACUTE);
    Files.createFile(file);
    try {
      return new NameFolding(
          opens(file, sibling(unused, "A" + E_ACUTE)),
          opens(file, sibling(unused, "ae" + COMBINING_ACUTE)));
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static Path sibling(Path file, String suffix) {
    return file.resolveSibling(Objects.requireNonNull(file.getFileName()) + suffix);
  }

  /** Returns whether {@code other} is a name by which the file system opens an existing file. */
  public static boolean opens(Path file, Path other) throws IOException {
    try {
      return Files.exists(other, LinkOption.NOFOLLOW_LINKS) && Files.isSameFile(file, other);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  public boolean isNone() {
    return equals(NONE);
  }

  /**
   * Returns a text that is the same for all names that the store does not distinguish. It may also be the same for other
   * names, since file systems treat rare letters differently.
   *
   * @param name a name, or names with {@code /} between them
   */
  public String fold(String name) {
    if (Ascii.isAscii(name)) {
      return ignoresCase ? name.toLowerCase(Locale.ROOT) : name;
    }
    String folded = ignoresForm ? Normalizer.normalize(name, Normalizer.Form.NFD) : name;
    if (ignoresCase) {
      folded = folded.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }
    return ignoresForm ? Normalizer.normalize(folded, Normalizer.Form.NFD) : folded;
  }

  /** Returns a name for messages in which combining accents are escaped, since two names may otherwise look the same. */
  public static String visible(String name) {
    return COMBINING.matcher(name)
        .replaceAll(
            accent -> Matcher.quoteReplacement(
                String.format(Locale.ROOT, "\\u%04x", accent.group().codePointAt(0))));
  }

  /** Returns a warning for the administrator of a server; empty if the store distinguishes all names. */
  public Optional<String> warning() {
    return isNone()
        ? Optional.empty()
        : Optional.of(
            "the disk of the store ignores " + this + " in file names: names of projects,"
                + " assets, versions and files that would be the same are refused; to accept them,"
                + " move the store to another file system");
  }

  /** Returns the ignored differences, for messages. */
  @Override
  public String toString() {
    if (isNone()) {
      return "nothing";
    }
    return (ignoresCase ? "case" : "") + (ignoresCase && ignoresForm ? " and " : "")
        + (ignoresForm ? "Unicode normalization" : "");
  }
}
