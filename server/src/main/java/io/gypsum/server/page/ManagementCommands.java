package io.gypsum.server.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.page.Page.CommandExample;

/** The commands and programs with which owners and administrators manage a project. {@code ID} stands for a login. */
public final class ManagementCommands {
  private ManagementCommands() {}

  /** @param quota the options of a command that sets the quota; empty for a command that shows it */
  public static List<CommandExample> ofProject(
      PageUrls urls, ProjectName project, String quota) {
    String server = urls.absolute(urls.publicPath());
    String name = CodeText.argument(project.value());
    String gypsum = " --url " + CodeText.shell(server) + " ";
    String arguments = CodeText.arguments(project.value());
    String url = "url=" + CodeText.python(server);
    return List.of(
        new CommandExample(
            "gypsum",
            "gypsum permissions" + gypsum + "--add-uploader ID,asset=ASSET,until=2030-01-31 " + name
                + "\ngypsum permissions" + gypsum + "--remove-uploader ID " + name
                + "\ngypsum quota" + quota + gypsum + name + "\ngypsum unlock" + gypsum + name),
        new CommandExample(
            "R",
            "gypsum::fetchPermissions(" + arguments + ", " + url + ")\n"
                + "gypsum::setPermissions(" + arguments + ", uploaders=list(list(id=\"ID\")), "
                + url
                + ")"),
        new CommandExample(
            "Python",
            "import gypsum_client\n\ngypsum_client.fetch_permissions(" + arguments + ", " + url
                + ")\ngypsum_client.set_permissions(" + arguments
                + ", uploaders=[{\"id\": \"ID\"}], "
                + url + ")"),
        new CommandExample(
            "Java",
            CodeText.javaProgram(
                server,
                "System.out.println(gypsum.project(" + CodeText.java(project.value())
                    + ").permissions());")),
        new CommandExample(
            "curl",
            "curl -f "
                + CodeText.shell(urls.absolute(urls.object(BucketLayout.permissions(project))))
                + "\ncurl -f -X PUT -H \"Authorization: Bearer $GYPSUM_TOKEN\" -d '{\"owners\":[\"ID\"]}' "
                + CodeText.shell(urls.absolute(urls.path("permissions", project.value())))));
  }

  /**
   * Removes a project, an asset or a version.
   *
   * @param names one to three names, outermost first
   * @param ignoresLinks whether files of other versions may become unreadable
   */
  public static List<CommandExample> ofRemoval(
      PageUrls urls, List<String> names, boolean ignoresLinks) {
    String server = urls.absolute(urls.publicPath());
    String name = String.join("/", names);
    String kind = List.of("Project", "Asset", "Version").get(names.size() - 1);
    String arguments = CodeText.arguments(names.toArray(String[]::new));
    String url = "url=" + CodeText.python(server);
    List<String> path = new ArrayList<>(List.of("remove"));
    path.addAll(names);
    String remove = urls.absolute(urls.path(path.toArray(String[]::new)));
    return List.of(
        new CommandExample(
            "gypsum",
            "gypsum rm" + (ignoresLinks ? " --force" : "") + " --url " + CodeText.shell(server)
                + " " + CodeText.argument(name)),
        new CommandExample(
            "R", "gypsum::remove" + kind + "(" + arguments + ", " + url + ")"),
        new CommandExample(
            "Python",
            "import gypsum_client\n\ngypsum_client.remove_" + kind.toLowerCase(Locale.ROOT) + "("
                + arguments + ", " + url + ")"),
        new CommandExample(
            "curl",
            "curl -f -X DELETE -H \"Authorization: Bearer $GYPSUM_TOKEN\" "
                + CodeText.shell(remove + (ignoresLinks ? "" : "?links=refuse"))));
  }
}
