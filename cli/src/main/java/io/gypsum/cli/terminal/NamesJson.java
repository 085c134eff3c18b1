package io.gypsum.cli.terminal;

import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectAsset;
import tools.jackson.core.JsonGenerator;

/** The properties by which every JSON document of the command names things. */
public final class NamesJson {
  private NamesJson() {}

  /** {@code "project"} and {@code "asset"}, inside an object. */
  public static void write(JsonGenerator json, ProjectAsset asset) {
    json.writeStringProperty("project", asset.project().value());
    json.writeStringProperty("asset", asset.asset().value());
  }

  /** {@code "project"}, {@code "asset"} and {@code "version"}, inside an object. */
  public static void write(JsonGenerator json, AssetVersion version) {
    write(json, version.projectAsset());
    json.writeStringProperty("version", version.version().value());
  }
}
