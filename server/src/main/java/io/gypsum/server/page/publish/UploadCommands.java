package io.gypsum.server.page.publish;

import java.util.List;

import io.gypsum.core.name.ProjectName;
import io.gypsum.server.page.CodeText;
import io.gypsum.server.page.Page.CommandExample;
import io.gypsum.server.page.PageUrls;
import io.gypsum.server.page.publish.PublishPage.UploadForm;
import org.jspecify.annotations.Nullable;

/** How to upload a directory in a terminal and in programs. */
final class UploadCommands {
  private UploadCommands() {}

  /** @param form null while no asset is chosen */
  static List<CommandExample> of(PageUrls urls, ProjectName project, @Nullable UploadForm form) {
    String server = urls.absolute(urls.publicPath());
    String asset = form == null ? "my-asset" : form.asset().asset().value();
    String version = form == null ? NextVersionName.FIRST : form.version();
    String names = CodeText.arguments(project.value(), asset, version);
    String url = "url=" + CodeText.python(server);
    return List.of(
        new CommandExample(
            "gypsum",
            "gypsum login --url " + CodeText.shell(server) + "\ngypsum put --url "
                + CodeText.shell(server) + " my-directory "
                + CodeText.shell(project + "/" + asset + "/" + version)),
        new CommandExample(
            "R", "gypsum::uploadDirectory(\"my-directory\", " + names + ", " + url + ")"),
        new CommandExample(
            "Python",
            "import gypsum_client\n\ngypsum_client.upload_directory(\"my-directory\", " + names
                + ", " + url + ")"),
        new CommandExample(
            "Java",
            CodeText.javaProgram(
                server,
                "gypsum.version(" + CodeText.java(project + "/" + asset + "/" + version)
                    + ").upload(Path.of(\"my-directory\")).run();")));
  }
}
