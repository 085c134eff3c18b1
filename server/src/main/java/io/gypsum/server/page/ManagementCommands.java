package io.gypsum.server.page;

import java.util.List;

import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.page.Page.CommandExample;

/** How owners and administrators manage a project in a terminal and in programs. {@code ID} stands for a login. */
public final class ManagementCommands {
  private ManagementCommands() {}

  public static List<CommandExample> ofProject(PageUrls urls, ProjectName project) {
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
                + "\ngypsum quota" + gypsum + name + "\ngypsum unlock" + gypsum + name),
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
}
