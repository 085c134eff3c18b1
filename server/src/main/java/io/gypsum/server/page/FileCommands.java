package io.gypsum.server.page;

import java.util.List;

import io.gypsum.core.name.AssetVersion;
import io.gypsum.server.page.Page.CommandExample;

/** How to get a file or a folder of a version in a terminal and in programs. */
final class FileCommands {
  private FileCommands() {}

  /** @param path of a file of the version */
  static List<CommandExample> ofFile(PageUrls urls, AssetVersion version, String path) {
    String server = urls.absolute(urls.publicPath());
    String name = path.substring(path.lastIndexOf('/') + 1);
    return List.of(
        new CommandExample(
            "gypsum",
            "gypsum get --url " + CodeText.shell(server) + " "
                + CodeText.argument(version + ":" + path)),
        new CommandExample(
            "curl",
            "curl -fL -C - -o " + CodeText.shell(name.startsWith("-") ? "./" + name : name) + " "
                + CodeText.shell(urls.absolute(urls.data(version, path)))),
        new CommandExample(
            "Python",
            "import gypsum_client\n\n"
                + "path = gypsum_client.save_file(" + names(version, path) + ", url="
                + CodeText.python(server) + ")"),
        new CommandExample(
            "R",
            "path <- gypsum::saveFile(" + names(version, path) + ", url=" + CodeText.r(server)
                + ")"),
        new CommandExample(
            "Java",
            CodeText.javaProgram(
                server,
                "Path path = gypsum.version(" + CodeText.java(version.toString())
                    + ").saveFile(" + CodeText.java(path) + ");")));
  }

  /** @param folder path of a folder of the version, without trailing {@code /} */
  static List<CommandExample> ofFolder(PageUrls urls, AssetVersion version, String folder) {
    String server = urls.absolute(urls.publicPath());
    return List.of(
        new CommandExample(
            "gypsum",
            "gypsum get --url " + CodeText.shell(server) + " "
                + CodeText.argument(version + ":" + folder + "/")),
        new CommandExample(
            "curl",
            "curl -fL -C - -OJ " + CodeText.shell(urls.absolute(urls.archive(version, folder)))),
        new CommandExample(
            "Python",
            "import gypsum_client\n\n"
                + "for path in gypsum_client.list_files(" + names(version) + ", prefix="
                + CodeText.python(folder + "/") + ", url=" + CodeText.python(server) + "):\n"
                + "    gypsum_client.save_file(" + names(version) + ", path, url="
                + CodeText.python(server) + ")"),
        new CommandExample(
            "R",
            "for (path in gypsum::listFiles(" + names(version) + ", prefix="
                + CodeText.r(folder + "/") + ", url=" + CodeText.r(server) + "))\n"
                + "  gypsum::saveFile(" + names(version) + ", path, url=" + CodeText.r(server)
                + ")"),
        new CommandExample(
            "Java",
            CodeText.javaProgram(
                server,
                "gypsum.version(" + CodeText.java(version.toString()) + ").download().folder("
                    + CodeText.java(folder) + ").to(Path.of(\".\")).run();")));
  }

  /** Python and R write strings and arguments in the same way. */
  private static String names(AssetVersion version, String path) {
    return names(version) + ", " + CodeText.python(path);
  }

  private static String names(AssetVersion version) {
    return CodeText.arguments(
        version.project().value(), version.asset().value(), version.version().value());
  }
}
