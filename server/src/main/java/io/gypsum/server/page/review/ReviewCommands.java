package io.gypsum.server.page.review;

import java.util.List;
import java.util.Objects;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Rejection;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.server.page.CodeText;
import io.gypsum.server.page.Page.CommandExample;
import io.gypsum.server.page.PageUrls;

/** The commands and programs that approve or reject a version. The R and Python clients cannot send the reason of a rejection. */
final class ReviewCommands {
  private ReviewCommands() {}

  /**
   * @param isManager whether the user may approve the version
   * @param reason of a rejection, as the user has typed it
   */
  static List<CommandExample> of(
      PageUrls urls, AssetVersion version, boolean isManager, String reason) {
    String server = urls.absolute(urls.publicPath());
    String command =
        " --url " + CodeText.shell(server) + " " + CodeText.argument(version.toString()) + "\n";
    String arguments =
        CodeText.arguments(
            version.project().value(), version.asset().value(), version.version().value())
            + ", url=" + CodeText.python(server) + ")\n";
    Rejection rejection = rejection(reason);
    String text = Objects.requireNonNull(rejection.reason());
    return List.of(
        new CommandExample(
            "gypsum",
            lines(
                isManager, "gypsum approve" + command,
                "gypsum reject --reason " + CodeText.shell(text) + command)),
        new CommandExample(
            "R",
            lines(
                isManager, "gypsum::approveProbation(" + arguments,
                "gypsum::rejectProbation(" + arguments)),
        new CommandExample(
            "Python",
            "import gypsum_client\n\n"
                + lines(
                    isManager, "gypsum_client.approve_probation(" + arguments,
                    "gypsum_client.reject_probation(" + arguments)),
        new CommandExample(
            "Java",
            CodeText.javaProgram(
                server,
                "gypsum." + (isManager ? "approve" : "reject") + "Probation(AssetVersion.parse("
                    + CodeText.java(version.toString()) + ")"
                    + (isManager ? "" : ", " + CodeText.java(text)) + ");")),
        new CommandExample(
            "curl",
            lines(
                isManager, curl(urls, "approve", version, ""),
                curl(
                    urls, "reject", version,
                    "-d " + CodeText.shell(JsonOutput.text(rejection)) + " "))));
  }

  private static String lines(boolean isManager, String approve, String reject) {
    return (isManager ? approve + reject : reject).stripTrailing();
  }

  private static Rejection rejection(String typed) {
    try {
      return new Rejection(typed);
    } catch (GypsumException e) {
      // Blank or too long; the form says so.
      return new Rejection("TEXT");
    }
  }

  private static String curl(
      PageUrls urls, String decision, AssetVersion version, String body) {
    return "curl -f -X POST -H \"Authorization: Bearer $GYPSUM_TOKEN\" " + body
        + CodeText.shell(
            urls.absolute(
                urls.path(
                    "probation", decision, version.project().value(), version.asset().value(),
                    version.version().value())))
        + "\n";
  }
}
