package io.gypsum.metadata.index;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.core.document.ChangeLogEntry;
import io.gypsum.core.name.AssetName;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.name.VersionName;
import org.jspecify.annotations.Nullable;

/**
 * A part of a store that is indexed as a whole: a project, an asset or a version.
 *
 * @param asset null for a whole project
 * @param version null for a whole project or asset
 */
public record IndexScope(
    ProjectName project, @Nullable AssetName asset, @Nullable VersionName version) {

  public IndexScope {
    if (asset == null && version != null) {
      throw new IllegalArgumentException("version '" + version + "' is given without its asset");
    }
  }

  public static IndexScope of(ProjectName project) {
    return new IndexScope(project, null, null);
  }

  public static IndexScope of(ProjectAsset asset) {
    return new IndexScope(asset.project(), asset.asset(), null);
  }

  public static IndexScope of(AssetVersion version) {
    return new IndexScope(version.project(), version.asset(), version.version());
  }

  /** Returns the part of the store that a change concerns. */
  public static IndexScope of(ChangeLogEntry change) {
    if (change instanceof ChangeLogEntry.AddVersion added) {
      return of(added.version());
    }
    if (change instanceof ChangeLogEntry.DeleteVersion deleted) {
      return of(deleted.version());
    }
    if (change instanceof ChangeLogEntry.DeleteAsset deleted) {
      return of(deleted.asset());
    }
    if (change instanceof ChangeLogEntry.OtherChange other) {
      return new IndexScope(other.project(), other.asset(), other.version());
    }
    return of(((ChangeLogEntry.DeleteProject) change).project());
  }

  /**
   * Parses {@code PROJECT[/ASSET[/VERSION]]}.
   *
   * @throws GypsumException INVALID if the text does not consist of one to three valid names
   */
  public static IndexScope parse(String text) {
    String[] names = text.split("/", -1);
    if (names.length > 3) {
      throw GypsumException.invalid(
          "invalid scope '" + Printable.value(text) + "': expected PROJECT[/ASSET[/VERSION]]");
    }
    return new IndexScope(
        new ProjectName(names[0]),
        names.length > 1 ? new AssetName(names[1]) : null,
        names.length > 2 ? new VersionName(names[2]) : null);
  }

  /** Returns whether {@code other} is this scope or a part of it. */
  public boolean contains(IndexScope other) {
    return project.equals(other.project)
        && (asset == null
            || (asset.equals(other.asset)
                && (version == null || version.equals(other.version))));
  }

  /** Returns the scope in the syntax of {@link #parse}. */
  @Override
  public String toString() {
    return project + (asset == null ? "" : "/" + asset) + (version == null ? "" : "/" + version);
  }
}
