package io.gypsum.cli.argument;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.core.name.AssetName;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;

/** What a user points at: a project, an asset or a version. */
public sealed interface Place {
  record OfProject(ProjectName project) implements Place {
    @Override
    public String toString() {
      return project.toString();
    }
  }

  record OfAsset(ProjectAsset asset) implements Place {
    @Override
    public ProjectName project() {
      return asset.project();
    }

    @Override
    public String toString() {
      return asset.toString();
    }
  }

  record OfVersion(AssetVersion version) implements Place {
    @Override
    public ProjectName project() {
      return version.project();
    }

    @Override
    public String toString() {
      return version.toString();
    }
  }

  /** The project that it is, or is in. */
  ProjectName project();

  /**
   * Reads {@code project[/asset[/version]]}; a {@code /} at the end, which shells may complete, does not count.
   *
   * @throws GypsumException INVALID when it is not that
   */
  static Place parse(String text) {
    String[] names = text.replaceFirst("/$", "").split("/", -1);
    return switch (names.length) {
      case 1 -> new OfProject(new ProjectName(names[0]));
      case 2 ->
          new OfAsset(new ProjectAsset(new ProjectName(names[0]), new AssetName(names[1])));
      case 3 -> new OfVersion(AssetVersion.of(names[0], names[1], names[2]));
      default ->
          throw GypsumException.invalid(
              "'" + Printable.value(text)
                  + "' has too many parts: expected project[/asset[/version]]");
    };
  }
}
