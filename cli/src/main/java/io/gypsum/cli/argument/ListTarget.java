package io.gypsum.cli.argument;

import io.gypsum.core.GypsumException;
import org.jspecify.annotations.Nullable;

/**
 * A project, an asset or a version to list, or one folder or file of a version. Exactly one of the components is present.
 *
 * @param name the project, asset or version
 * @param files the folder or file, with its path
 */
public record ListTarget(@Nullable ResourceName name, @Nullable FileReference files) {
  private static final int NAMES = 3;

  /**
   * Parses {@code project[/asset[/version]]}, or a {@link FileReference} whose path is not empty. A path after a colon ends with
   * {@code /}, since the name of an asset or a version may contain colons.
   *
   * @throws GypsumException {@code INVALID} if the text has none of these forms
   */
  public static ListTarget parse(String text) {
    int parts = text.replaceFirst("/$", "").split("/", -1).length;
    boolean isFolderAfterColon = text.endsWith("/") && text.indexOf('/') < text.indexOf(':');
    boolean hasPath = parts > NAMES || isFolderAfterColon;
    return hasPath
        ? new ListTarget(null, FileReference.parse(text))
        : new ListTarget(ResourceName.parse(text), null);
  }
}
