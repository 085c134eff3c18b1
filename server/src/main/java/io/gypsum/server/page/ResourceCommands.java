package io.gypsum.server.page;

import java.util.List;

import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.name.VersionName;
import io.gypsum.server.archive.Archive;
import io.gypsum.server.page.Page.CommandExample;

/** The commands and programs that list projects and assets, and download versions, folders and files. */
final class ResourceCommands {
  private static final VersionName LATEST = new VersionName("latest");

  private ResourceCommands() {}

  /** Lists the projects of a server. */
  static List<CommandExample> ofServer(PageUrls urls) {
    String server = urls.absolute(urls.publicPath());
    return examples(
        "gypsum ls --url " + CodeText.shell(server),
        "curl -f " + CodeText.shell(urls.absolute(urls.path("list"))),
        "gypsum_client.list_projects(" + url(server) + ")",
        "gypsum::listProjects(" + url(server) + ")",
        CodeText.javaProgram(server, "gypsum.listProjects().forEach(System.out::println);"));
  }

  /** Lists the assets of a project. */
  static List<CommandExample> ofProject(PageUrls urls, ProjectName project) {
    String server = urls.absolute(urls.publicPath());
    String name = project.value();
    return examples(
        "gypsum ls --url " + CodeText.shell(server) + " " + CodeText.argument(name),
        "curl -f "
            + CodeText.shell(
                urls.absolute(PageUrls.query(urls.path("list"), "prefix", name + "/"))),
        "gypsum_client.list_assets(" + CodeText.arguments(name) + ", " + url(server) + ")",
        "gypsum::listAssets(" + CodeText.arguments(name) + ", " + url(server) + ")",
        CodeText.javaProgram(
            server,
            "gypsum.project(" + CodeText.java(name) + ").assets().forEach(System.out::println);"));
  }

  /** Gets the latest version of an asset. */
  static List<CommandExample> ofAsset(PageUrls urls, ProjectAsset asset) {
    String server = urls.absolute(urls.publicPath());
    String names = CodeText.arguments(asset.project().value(), asset.asset().value());
    return examples(
        get(server, asset.toString()),
        // Not resumed: the latest version may be another one by then.
        "curl -fL -OJ " + CodeText.shell(urls.absolute(urls.archive(asset.version(LATEST)))),
        "version = gypsum_client.fetch_latest(" + names + ", " + url(server) + ")\n"
            + "directory = gypsum_client.save_version(" + names + ", version, " + url(server) + ")",
        "version <- gypsum::fetchLatest(" + names + ", " + url(server) + ")\n"
            + "directory <- gypsum::saveVersion(" + names + ", version, " + url(server) + ")",
        CodeText.javaProgram(
            server,
            "Path directory = gypsum.asset(" + CodeText.java(asset.toString())
                + ").latest().download().run();"));
  }

  /** Gets a version. */
  static List<CommandExample> ofVersion(PageUrls urls, AssetVersion version) {
    String server = urls.absolute(urls.publicPath());
    String names = names(version);
    return examples(
        get(server, version.toString()),
        download(urls, urls.archive(version), Archive.fileName(version, "")),
        "directory = gypsum_client.save_version(" + names + ", " + url(server) + ")",
        "directory <- gypsum::saveVersion(" + names + ", " + url(server) + ")",
        CodeText.javaProgram(
            server,
            "Path directory = gypsum.version(" + CodeText.java(version.toString())
                + ").download().run();"));
  }

  /** @param path of a file of the version */
  static List<CommandExample> ofFile(PageUrls urls, AssetVersion version, String path) {
    String server = urls.absolute(urls.publicPath());
    String name = path.substring(path.lastIndexOf('/') + 1);
    String names = names(version) + ", " + CodeText.python(path);
    return examples(
        get(server, version + ":" + path),
        download(urls, urls.data(version, path), name),
        "path = gypsum_client.save_file(" + names + ", " + url(server) + ")",
        "path <- gypsum::saveFile(" + names + ", " + url(server) + ")",
        CodeText.javaProgram(
            server,
            "Path path = gypsum.version(" + CodeText.java(version.toString()) + ").saveFile("
                + CodeText.java(path) + ");"));
  }

  /** @param folder path of a folder of the version, without trailing {@code /} */
  static List<CommandExample> ofFolder(PageUrls urls, AssetVersion version, String folder) {
    String server = urls.absolute(urls.publicPath());
    String names = names(version);
    String prefix = "prefix=" + CodeText.python(folder + "/");
    return examples(
        get(server, version + ":" + folder + "/"),
        download(
            urls, urls.archive(version, folder), Archive.fileName(version, folder + "/")),
        "for path in gypsum_client.list_files(" + names + ", " + prefix + ", " + url(server)
            + "):\n    gypsum_client.save_file(" + names + ", path, " + url(server) + ")",
        "for (path in gypsum::listFiles(" + names + ", " + prefix + ", " + url(server)
            + "))\n  gypsum::saveFile(" + names + ", path, " + url(server) + ")",
        CodeText.javaProgram(
            server,
            "gypsum.version(" + CodeText.java(version.toString()) + ").download().folder("
                + CodeText.java(folder) + ").to(Path.of(\".\")).run();"));
  }

  private static String get(String server, String reference) {
    return "gypsum get --url " + CodeText.shell(server) + " " + CodeText.argument(reference);
  }

  /** Returns a command that continues an interrupted download; curl refuses to do so with a name that the server sends. */
  private static String download(PageUrls urls, String address, String name) {
    return "curl -fL -C - -o " + CodeText.shell(name.startsWith("-") ? "./" + name : name) + " "
        + CodeText.shell(urls.absolute(address));
  }

  /** Python and R write strings and arguments in the same way. */
  private static String names(AssetVersion version) {
    return CodeText.arguments(
        version.project().value(), version.asset().value(), version.version().value());
  }

  private static String url(String server) {
    return "url=" + CodeText.python(server);
  }

  private static List<CommandExample> examples(
      String gypsum, String curl, String python, String r, String java) {
    return List.of(
        new CommandExample("gypsum", gypsum), new CommandExample("R", r),
        new CommandExample("Python", "import gypsum_client\n\n" + python),
        new CommandExample("Java", java), new CommandExample("curl", curl));
  }
}
