package io.gypsum.metadata.index;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.core.name.UserPath;
import io.gypsum.store.NameFolding;

/**
 * A class of metadata documents: all documents with one base name, and the index file for them.
 *
 * @param baseName the documents' file name, such as {@code _bioconductor.json}
 * @param fileName the index's file name, such as {@code bioconductor.sqlite3}; also its name on a server
 */
public record IndexClass(String baseName, String fileName) {
  private static final String SUFFIX = ".sqlite3";

  /** @throws GypsumException INVALID if one of them is not a valid file name */
  public IndexClass {
    requireName("base name of documents", baseName);
    requireName("file name of an index", fileName);
    if (NameFolding.ALL.fold(fileName).equals(IndexDirectory.MODIFIED)) {
      throw GypsumException.invalid(
          "an index cannot be named '" + fileName
              + "': the file of this name contains the time of the last change");
    }
  }

  /**
   * Parses {@code BASENAME,FILE}, or {@code BASENAME} alone: the file name for {@code _bioconductor.json} is then {@code
   * bioconductor.sqlite3}.
   *
   * @throws GypsumException INVALID if the text does not consist of one or two valid file names
   */
  public static IndexClass parse(String text) {
    String[] names = text.split(",", -1);
    if (names.length > 2) {
      throw GypsumException.invalid(
          "invalid class of documents '" + Printable.value(text)
              + "': expected BASENAME or BASENAME,FILE, such as"
              + " _bioconductor.json,bioconductor.sqlite3");
    }
    return new IndexClass(names[0], names.length == 2 ? names[1] : defaultFile(names[0]));
  }

  private static String defaultFile(String baseName) {
    return baseName.replaceFirst("^_+", "").replaceFirst("\\.json$", "") + SUFFIX;
  }

  private static void requireName(String what, String name) {
    if (name.indexOf('/') >= 0) {
      throw GypsumException.invalid(
          "the " + what + " '" + Printable.value(name) + "' contains a '/': expected a file name");
    }
    try {
      // A file name follows the rules for a path of one component.
      String checked = new UserPath(name).value();
      assert checked.equals(name);
    } catch (GypsumException e) {
      throw new GypsumException(
          GypsumException.Kind.INVALID,
          "invalid " + what + ": " + e.reason(), e);
    }
  }

  /** Returns the class in the syntax of {@link #parse}. */
  @Override
  public String toString() {
    return baseName + "," + fileName;
  }
}
