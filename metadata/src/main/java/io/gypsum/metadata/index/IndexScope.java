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
 * A part of the bucket that is indexed as a whole.
 *
 * @param asset null for the whole project
 * @param version null for the whole asset, or project; never there without an asset
 */
public record IndexScope(
    ProjectName project, @Nullable AssetName asset, @Nullable VersionName version) {

  public IndexScope {
    if (asset == null && version != null) {
      throw new IllegalArgumentException("version '" + version + "' of no asset");
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

  /** What has to be read again after {@code change}. */
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
    return of(((ChangeLogEntry.DeleteProject) change).project());
  }

  /**
   * Reads {@code PROJECT[/ASSET[/VERSION]]}.
   *
   * @throws GypsumException INVALID when it is not one to three valid names
   */
  public static IndexScope parse(String text) {
    String[] names = text.split("/", -1);
    if (names.length > 3) {
      throw GypsumException.invalid(
          "'" + Printable.value(text) + "' names no part of a bucket: expected"
              + " PROJECT[/ASSET[/VERSION]]");
    }
    return new IndexScope(
        new ProjectName(names[0]),
        names.length > 1 ? new AssetName(names[1]) : null,
        names.length > 2 ? new VersionName(names[2]) : null);
  }

  /** Whether all of {@code other} is in this. */
  public boolean contains(IndexScope other) {
    return project.equals(other.project)
        && (asset == null
            || (asset.equals(other.asset)
                && (version == null || version.equals(other.version))));
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return project + (asset == null ? "" : "/" + asset) + (version == null ? "" : "/" + version);
  }
}
