package io.gypsum.cli.argument;

import io.gypsum.client.GypsumClient;
import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.name.AssetName;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import tools.jackson.core.JsonGenerator;

/** The name of a project, an asset or a version, {@code project[/asset[/version]]}. */
public sealed interface ResourceName {
  record OfProject(ProjectName project) implements ResourceName {
    @Override
    public String toString() {
      return project.toString();
    }
  }

  record OfAsset(ProjectAsset asset) implements ResourceName {
    @Override
    public ProjectName project() {
      return asset.project();
    }

    @Override
    public String toString() {
      return asset.toString();
    }
  }

  record OfVersion(AssetVersion version) implements ResourceName {
    @Override
    public ProjectName project() {
      return version.project();
    }

    @Override
    public String toString() {
      return version.toString();
    }
  }

  /** Returns the project, or the project of the asset or version. */
  ProjectName project();

  /**
   * Returns this name, with the version {@code latest} replaced by the latest version on the server.
   *
   * @throws GypsumException {@code NOT_FOUND} if the asset has no latest version, but it is needed
   */
  default ResourceName resolve(GypsumClient client) {
    return this instanceof OfVersion(var version)
        ? new OfVersion(LatestVersion.resolve(client, version))
        : this;
  }

  /** Writes the properties {@code "project"}, {@code "asset"} and {@code "version"}, if present, into an object. */
  default void writeProperties(JsonGenerator json) {
    switch (this) {
      case OfProject(var project) -> json.writeStringProperty("project", project.value());
      case OfAsset(var asset) -> writeProperties(json, asset);
      case OfVersion(var version) -> writeProperties(json, version);
    }
  }

  /** Returns an object with the properties of {@link #writeProperties(JsonGenerator)}. */
  default JsonWritable toJson() {
    return json -> {
      json.writeStartObject();
      writeProperties(json);
      json.writeEndObject();
    };
  }

  /** Writes {@code "project"} and {@code "asset"} into an object. */
  static void writeProperties(JsonGenerator json, ProjectAsset asset) {
    json.writeStringProperty("project", asset.project().value());
    json.writeStringProperty("asset", asset.asset().value());
  }

  /** Writes {@code "project"}, {@code "asset"} and {@code "version"} into an object. */
  static void writeProperties(JsonGenerator json, AssetVersion version) {
    writeProperties(json, version.projectAsset());
    json.writeStringProperty("version", version.version().value());
  }

  /**
   * Parses {@code project[/asset[/version]]}. A trailing {@code /}, which shells may complete, is ignored.
   *
   * @throws GypsumException {@code INVALID} if the text does not have this form
   */
  static ResourceName parse(String text) {
    String[] names = text.replaceFirst("/$", "").split("/", -1);
    return switch (names.length) {
      case 1 -> new OfProject(new ProjectName(names[0]));
      case 2 ->
          new OfAsset(new ProjectAsset(new ProjectName(names[0]), new AssetName(names[1])));
      case 3 -> new OfVersion(AssetVersion.of(names[0], names[1], names[2]));
      default ->
          throw GypsumException.invalid(
              "'" + Printable.value(text)
                  + "' has too many parts: expected PROJECT[/ASSET[/VERSION]]");
    };
  }

  /**
   * Parses {@code project/asset}.
   *
   * @throws GypsumException {@code INVALID} if the text does not have this form
   */
  static ProjectAsset parseAsset(String text) {
    if (parse(text) instanceof OfAsset(var asset)) {
      return asset;
    }
    throw GypsumException
        .invalid("'" + Printable.value(text) + "' is not an asset: expected PROJECT/ASSET");
  }
}
