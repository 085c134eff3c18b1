package io.gypsum.core.document;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.UserPath;

/** One file of one version, such as the target of a link. */
public record FileAddress(AssetVersion version, UserPath path) {
  private static final String FORM = "project/asset/version/path";

  /**
   * Parses {@code project/asset/version/path}.
   *
   * @throws GypsumException INVALID unless there are three valid names and a valid path; the message contains the text and the
   *     expected form
   */
  public static FileAddress parse(String text) {
    String[] parts = text.split("/", 4);
    if (parts.length < 4) {
      throw invalid(text, ": expected ");
    }
    try {
      return new FileAddress(
          AssetVersion.of(parts[0], parts[1], parts[2]), new UserPath(parts[3]));
    } catch (GypsumException e) {
      throw invalid(text, ": " + e.reason() + "; expected ");
    }
  }

  private static GypsumException invalid(String text, String problem) {
    return GypsumException.invalid(
        "'" + Printable.value(text) + "' does not name a file" + problem + FORM);
  }

  public Key key() {
    return BucketLayout.file(version, path);
  }

  /** {@code project/asset/version/path}, as {@link #parse} reads it. */
  @Override
  public String toString() {
    return version + "/" + path;
  }
}
