package io.gypsum.cli.argument;

import java.util.function.Consumer;

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
  /** Number of names in the name of a version. */
  int VERSION_NAMES = 3;

  record OfProject(ProjectName project) implements ResourceName {
    @Override
    public void visit(
        Consumer<ProjectName> ofProject, Consumer<ProjectAsset> ofAsset,
        Consumer<AssetVersion> ofVersion) {
      ofProject.accept(project);
    }

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
    public void visit(
        Consumer<ProjectName> ofProject, Consumer<ProjectAsset> ofAsset,
        Consumer<AssetVersion> ofVersion) {
      ofAsset.accept(asset);
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
    public void visit(
        Consumer<ProjectName> ofProject, Consumer<ProjectAsset> ofAsset,
        Consumer<AssetVersion> ofVersion) {
      ofVersion.accept(version);
    }

    @Override
    public String toString() {
      return version.toString();
    }
  }

  /**
   * Calls the function for the kind of resource that this name refers to. A switch on patterns would be shorter, but Java
   * creates classes for it at run time, which takes 15 ms of the start of a command.
   */
  void visit(
      Consumer<ProjectName> ofProject, Consumer<ProjectAsset> ofAsset,
      Consumer<AssetVersion> ofVersion);

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
    String[] names = names(text, 1, VERSION_NAMES, "PROJECT[/ASSET[/VERSION]]");
    return switch (names.length) {
      case 1 -> new OfProject(new ProjectName(names[0]));
      case 2 -> new OfAsset(asset(names));
      default -> new OfVersion(AssetVersion.of(names[0], names[1], names[2]));
    };
  }

  /** Parses {@code project} like {@link #parse}. */
  static ProjectName parseProject(String text) {
    return new ProjectName(names(text, 1, 1, "PROJECT")[0]);
  }

  /** Parses {@code project/asset} like {@link #parse}. */
  static ProjectAsset parseAsset(String text) {
    return asset(names(text, 2, 2, "PROJECT/ASSET"));
  }

  /** Parses {@code project/asset/version} like {@link #parse}. */
  static AssetVersion parseVersion(String text) {
    String[] names = names(text, VERSION_NAMES, VERSION_NAMES, "PROJECT/ASSET/VERSION");
    return AssetVersion.of(names[0], names[1], names[2]);
  }

  private static ProjectAsset asset(String[] names) {
    return new ProjectAsset(new ProjectName(names[0]), new AssetName(names[1]));
  }

  private static String[] names(String text, int min, int max, String form) {
    String[] names = text.replaceFirst("/$", "").split("/", -1);
    if (names.length < min || names.length > max) {
      String problem =
          names.length > max
              ? "has too many parts"
              : names.length == 1 ? "has no asset"
              : "has no version";
      throw GypsumException
          .invalid("'" + Printable.value(text) + "' " + problem + ": expected " + form);
    }
    return names;
  }
}
