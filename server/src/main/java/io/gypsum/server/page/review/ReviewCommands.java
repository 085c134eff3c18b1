package io.gypsum.server.page.review;

import java.util.List;

import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.server.page.CodeText;
import io.gypsum.server.page.Page.CommandExample;
import io.gypsum.server.page.PageUrls;
import tools.jackson.core.JsonGenerator;

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
    String text = reason.isBlank() ? "TEXT" : reason.strip();
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
                    "-d " + CodeText.shell(
                        JsonOutput.text(out -> writeReason(out, text)).strip())
                        + " "))));
  }

  private static String lines(boolean isManager, String approve, String reject) {
    return (isManager ? approve + reject : reject).stripTrailing();
  }

  /** Writes the body of the request (rest-api.md, section 5). */
  private static void writeReason(JsonGenerator out, String reason) {
    out.writeStartObject();
    out.writeStringProperty("reason", reason);
    out.writeEndObject();
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
