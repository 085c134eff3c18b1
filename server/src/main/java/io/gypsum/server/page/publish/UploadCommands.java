package io.gypsum.server.page.publish;

import java.util.List;

import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.page.CodeText;
import io.gypsum.server.page.Page.CommandExample;
import io.gypsum.server.page.PageUrls;
import org.jspecify.annotations.Nullable;

/** The commands and programs that upload a directory. */
record UploadCommands(AssetVersion version, Options options) {
  /**
   * The choices of a user in the form.
   *
   * @param onProbation whether the version is to be on probation although the user may publish it
   * @param deduplicate whether files that are identical to those of the latest version become links
   * @param defaultExcludes whether files of tools and operating systems are left out
   */
  record Options(boolean onProbation, boolean deduplicate, boolean defaultExcludes) {
    static final Options DEFAULT = new Options(false, true, true);

    Options withoutProbation() {
      return new Options(false, deduplicate, defaultExcludes);
    }
  }

  /** @param version null while no asset is chosen */
  static UploadCommands of(ProjectName project, @Nullable AssetVersion version) {
    return new UploadCommands(
        version != null
            ? version
            : AssetVersion.of(project.value(), "my-asset", NextVersionName.FIRST),
        Options.DEFAULT);
  }

  List<CommandExample> examples(PageUrls urls) {
    String server = urls.absolute(urls.publicPath());
    String name = version.toString();
    String arguments =
        "(\"my-directory\", "
            + CodeText.arguments(
                version.project().value(), version.asset().value(), version.version().value())
            + ", url=" + CodeText.python(server);
    return List.of(
        new CommandExample(
            "gypsum",
            "gypsum login --url " + CodeText.shell(server) + "\ngypsum put --url "
                + CodeText.shell(server) + (options.onProbation() ? " --probation" : "")
                + (options.deduplicate() ? "" : " --no-dedup")
                + (options.defaultExcludes() ? "" : " --no-default-excludes") + " my-directory "
                + CodeText.argument(name)),
        new CommandExample(
            "R",
            "gypsum::uploadDirectory" + arguments
                + (options.onProbation() ? ", probation=TRUE" : "")
                + (options.deduplicate() ? "" : ", deduplicate=FALSE") + ")"),
        new CommandExample(
            "Python",
            "import gypsum_client\n\ngypsum_client.upload_directory" + arguments
                + (options.onProbation() ? ", probation=True" : "")
                + (options.deduplicate() ? "" : ", deduplicate=False") + ")"),
        new CommandExample(
            "Java",
            CodeText.javaProgram(
                server,
                "gypsum.version(" + CodeText.java(name) + ").upload(Path.of(\"my-directory\"))"
                    + (options.onProbation() ? ".onProbation()" : "")
                    + (options.deduplicate() ? "" : ".withoutDeduplication()") + ".run();")));
  }
}
