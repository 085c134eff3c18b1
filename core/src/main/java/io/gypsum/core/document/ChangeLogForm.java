package io.gypsum.core.document;

import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonType;
import io.gypsum.core.json.RecordCodec;
import io.gypsum.core.json.RecordCodec.Property;
import io.gypsum.core.name.AssetName;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.name.VersionName;
import org.jspecify.annotations.Nullable;

/**
 * The JSON form of a {@link ChangeLogEntry}: which properties are present depends on its type. Names are strings
 * here, and are parsed only by {@link #toEntry}, because invalid properties that do not belong to the type are
 * ignored. {@code latest} is false if
 * it is absent, since readers of the log look at the documents themselves.
 */
record ChangeLogForm(
    @Nullable String type, @Nullable String project, @Nullable String asset,
    @Nullable String version, @Nullable Boolean latest) {
  static final RecordCodec<ChangeLogForm> CODEC =
      RecordCodec.of(
          Property.readable("type", JsonType.STRING, ChangeLogForm::type),
          Property.readable("project", JsonType.STRING, ChangeLogForm::project),
          Property.readable("asset", JsonType.STRING, ChangeLogForm::asset),
          Property.readable("version", JsonType.STRING, ChangeLogForm::version),
          Property.readable("latest", JsonType.BOOLEAN, ChangeLogForm::latest),
          ChangeLogForm::new);

  static ChangeLogForm of(ChangeLogEntry entry) {
    if (entry instanceof ChangeLogEntry.AddVersion added) {
      return of("add-version", added.version(), added.latest());
    }
    if (entry instanceof ChangeLogEntry.DeleteVersion deleted) {
      return of("delete-version", deleted.version(), deleted.latest());
    }
    if (entry instanceof ChangeLogEntry.DeleteAsset deleted) {
      ProjectAsset asset = deleted.asset();
      return new ChangeLogForm(
          "delete-asset", asset.project().value(), asset.asset().value(), null, null);
    }
    if (entry instanceof ChangeLogEntry.OtherChange other) {
      return new ChangeLogForm(
          other.type(), other.project().value(),
          other.asset() == null ? null : other.asset().value(),
          other.version() == null ? null : other.version().value(), null);
    }
    ProjectName project = ((ChangeLogEntry.DeleteProject) entry).project();
    return new ChangeLogForm("delete-project", project.value(), null, null, null);
  }

  private static ChangeLogForm of(String type, AssetVersion version, boolean latest) {
    return new ChangeLogForm(
        type, version.project().value(), version.asset().value(), version.version().value(),
        latest);
  }

  /** @param in the input from which this was read, for error messages */
  ChangeLogEntry toEntry(JsonInput in) {
    ProjectName projectName = new ProjectName(in.required(project, "project"));
    String known = in.required(type, "type");
    return switch (known) {
      case "delete-project" -> new ChangeLogEntry.DeleteProject(projectName);
      case "delete-asset" ->
          new ChangeLogEntry.DeleteAsset(
              new ProjectAsset(projectName, new AssetName(in.required(asset, "asset"))));
      case "add-version" ->
          new ChangeLogEntry.AddVersion(assetVersion(projectName, in), isLatest());
      case "delete-version" ->
          new ChangeLogEntry.DeleteVersion(assetVersion(projectName, in), isLatest());
      default ->
          new ChangeLogEntry.OtherChange(
              known, projectName, asset == null ? null : new AssetName(asset),
              asset == null || version == null ? null : new VersionName(version));
    };
  }

  private boolean isLatest() {
    return Boolean.TRUE.equals(latest);
  }

  private AssetVersion assetVersion(ProjectName projectName, JsonInput in) {
    return new AssetVersion(
        projectName, new AssetName(in.required(asset, "asset")),
        new VersionName(in.required(version, "version")));
  }
}
