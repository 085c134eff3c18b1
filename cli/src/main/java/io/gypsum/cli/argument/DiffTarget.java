package io.gypsum.cli.argument;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.VersionName;

/**
 * The target of a comparison: a version of the same asset, any version, or a directory. Only the form of the text determines
 * the kind, not which files exist: a directory starts with {@code ./}, {@code ../} or {@code /}, ends with {@code /}, or is
 * {@code .} or {@code ..}.
 */
public sealed interface DiffTarget {
  /** A version of the same asset. */
  record OfVersion(VersionName version) implements DiffTarget {}

  record OfAnyVersion(AssetVersion version) implements DiffTarget {}

  record OfDirectory(Path directory) implements DiffTarget {}

  /**
   * Parses {@code VERSION}, {@code PROJECT/ASSET/VERSION} or the path of a directory.
   *
   * @throws GypsumException {@code INVALID} if the text has none of these forms
   */
  static DiffTarget parse(String text) {
    if (text.matches("\\.{1,2}|(?s)(\\.{1,2}[/\\\\]|[/\\\\]|[A-Za-z]:[/\\\\]).*|.*[/\\\\]")) {
      try {
        return new OfDirectory(Path.of(text));
      } catch (InvalidPathException e) {
        throw GypsumException
            .invalid("'" + Printable.value(text) + "' is not a path: " + e.getReason());
      }
    }
    return switch (text.split("/", -1).length) {
      case 1 -> new OfVersion(new VersionName(text));
      case 3 -> new OfAnyVersion(AssetVersion.parse(text));
      default ->
          throw GypsumException.invalid(
              "'" + Printable.value(text)
                  + "' is neither a version nor a directory: expected VERSION,"
                  + " PROJECT/ASSET/VERSION or a directory such as './"
                  + Printable.value(text) + "'");
    };
  }
}
