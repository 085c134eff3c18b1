package io.gypsum.core.document;

import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.name.AssetName;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.name.VersionName;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** One entry of the change log, {@code ..logs/…}, with which readers of the bucket follow its changes. */
public sealed interface ChangeLogEntry extends JsonWritable {
  /** @param latest whether it became the latest version of its asset */
  record AddVersion(AssetVersion version, boolean latest) implements ChangeLogEntry {}

  /** @param latest whether it was the latest version of its asset */
  record DeleteVersion(AssetVersion version, boolean latest) implements ChangeLogEntry {}

  record DeleteAsset(ProjectAsset asset) implements ChangeLogEntry {}

  record DeleteProject(ProjectName project) implements ChangeLogEntry {}

  /**
   * A change of an unknown type, such as {@code reindex-version}. Something in the named project, asset or version has
   * changed.
   *
   * @param asset null if the entry names only a project
   * @param version null if the entry names only a project or an asset
   */
  record OtherChange(
      String type, ProjectName project, @Nullable AssetName asset, @Nullable VersionName version)
      implements ChangeLogEntry {
    /** @throws IllegalArgumentException if a version is given without its asset */
    public OtherChange {
      if (asset == null && version != null) {
        throw new IllegalArgumentException("version '" + version + "' is given without its asset");
      }
    }
  }

  static ChangeLogEntry read(JsonInput in) {
    return ChangeLogForm.CODEC.read(in).toEntry(in);
  }

  @Override
  default void writeTo(JsonGenerator out) {
    ChangeLogForm.CODEC.write(ChangeLogForm.of(this), out);
  }
}
