package io.gypsum.core.document;

import io.gypsum.core.Printable;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.name.AssetName;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.name.VersionName;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** One entry of the change log, {@code ..logs/…}: what readers of the bucket must know to follow it. */
public sealed interface ChangeLogEntry extends JsonWritable {
  /** @param latest whether it became the latest version of its asset */
  record AddVersion(AssetVersion version, boolean latest) implements ChangeLogEntry {
    @Override
    public void writeTo(JsonGenerator out) {
      writeVersion(out, "add-version", version, latest);
    }
  }

  /** @param latest whether it was the latest version of its asset */
  record DeleteVersion(AssetVersion version, boolean latest) implements ChangeLogEntry {
    @Override
    public void writeTo(JsonGenerator out) {
      writeVersion(out, "delete-version", version, latest);
    }
  }

  record DeleteAsset(ProjectAsset asset) implements ChangeLogEntry {
    @Override
    public void writeTo(JsonGenerator out) {
      out.writeStartObject();
      out.writeStringProperty("type", "delete-asset");
      out.writeStringProperty("project", asset.project().value());
      out.writeStringProperty("asset", asset.asset().value());
      out.writeEndObject();
    }
  }

  record DeleteProject(ProjectName project) implements ChangeLogEntry {
    @Override
    public void writeTo(JsonGenerator out) {
      out.writeStartObject();
      out.writeStringProperty("type", "delete-project");
      out.writeStringProperty("project", project.value());
      out.writeEndObject();
    }
  }

  static ChangeLogEntry read(JsonInput in) {
    @Nullable String type = null;
    @Nullable String project = null;
    @Nullable String asset = null;
    @Nullable String version = null;
    @Nullable Boolean latest = null;
    in.beginObject();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      switch (name) {
        case "type" -> type = in.string();
        case "project" -> project = in.string();
        case "asset" -> asset = in.string();
        case "version" -> version = in.string();
        case "latest" -> latest = in.bool();
        default -> in.skip();
      }
    }
    ProjectName projectName = new ProjectName(in.required(project, "project"));
    String kind = in.required(type, "type");
    switch (kind) {
      case "delete-project" -> {
        return new DeleteProject(projectName);
      }
      case "delete-asset" -> {
        return new DeleteAsset(
            new ProjectAsset(projectName, new AssetName(in.required(asset, "asset"))));
      }
      case "add-version", "delete-version" -> {
        AssetVersion assetVersion =
            new AssetVersion(
                projectName,
                new AssetName(in.required(asset, "asset")),
                new VersionName(in.required(version, "version")));
        boolean isLatest = in.required(latest, "latest");
        return kind.equals("add-version")
            ? new AddVersion(assetVersion, isLatest)
            : new DeleteVersion(assetVersion, isLatest);
      }
      default ->
          throw in.malformed(
              "unknown type '" + Printable.value(kind)
                  + "': expected add-version, delete-version, delete-asset or delete-project");
    }
  }

  private static void writeVersion(
      JsonGenerator out, String type, AssetVersion version, boolean latest) {
    out.writeStartObject();
    out.writeStringProperty("type", type);
    out.writeStringProperty("project", version.project().value());
    out.writeStringProperty("asset", version.asset().value());
    out.writeStringProperty("version", version.version().value());
    out.writeBooleanProperty("latest", latest);
    out.writeEndObject();
  }
}
