package io.gypsum.metadata.index;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.core.name.UserPath;

/**
 * The documents of one base name, and the file that indexes them.
 *
 * @param baseName of the documents, such as {@code _bioconductor.json}
 * @param fileName of the index, such as {@code bioconductor.sqlite3}; also its name on a server
 */
public record IndexClass(String baseName, String fileName) {
  private static final String SUFFIX = ".sqlite3";

  /** @throws GypsumException INVALID when one of them is no name of a file */
  public IndexClass {
    requireName("base name of documents", baseName);
    requireName("file name of an index", fileName);
    if (fileName.equals(IndexDirectory.MODIFIED)) {
      throw GypsumException.invalid(
          "an index cannot be called '" + fileName
              + "': that file tells when the indices changed last");
    }
  }

  /**
   * Reads {@code BASENAME,FILE}, or {@code BASENAME} alone: {@code _bioconductor.json} is then indexed in {@code
   * bioconductor.sqlite3}.
   *
   * @throws GypsumException INVALID when there are not one or two such names
   */
  public static IndexClass parse(String text) {
    String[] names = text.split(",", -1);
    if (names.length > 2) {
      throw GypsumException.invalid(
          "'" + Printable.value(text)
              + "' names no class of documents: expected BASENAME or BASENAME,FILE, such as"
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
          "the " + what + " '" + Printable.value(name) + "' contains a '/': expected a plain name");
    }
    try {
      // The rules for one component of a user's path.
      String checked = new UserPath(name).value();
      assert checked.equals(name);
    } catch (GypsumException e) {
      throw new GypsumException(
          GypsumException.Kind.INVALID,
          "the " + what + " is not valid: " + e.reason(), e);
    }
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return baseName + "," + fileName;
  }
}
