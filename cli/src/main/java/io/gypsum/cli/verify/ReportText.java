package io.gypsum.cli.verify;

import io.gypsum.cli.terminal.Output;
import io.gypsum.store.verify.VerifyReport;
import tools.jackson.core.JsonGenerator;

/** How much was looked at, for programs and for people. */
final class ReportText {
  private ReportText() {}

  static void write(JsonGenerator json, Verified verified) {
    VerifyReport report = verified.report();
    json.writeNumberProperty("finding_count", report.findings());
    json.writeNumberProperty("projects", report.projects());
    json.writeNumberProperty("versions", report.versions());
    json.writeNumberProperty("files", report.files());
    json.writeNumberProperty("locked_projects", report.lockedProjects());
    Mending mending = verified.mending();
    if (mending != null) {
      json.writeName("written").writeStartArray();
      mending.written().forEach(key -> json.writeString(key.value()));
      json.writeEndArray();
      json.writeName("not_repaired").writeStartArray();
      mending.refusals().forEach(json::writeString);
      json.writeEndArray();
    }
  }

  static void sayMended(Output output, Verified verified) {
    Mending mending = verified.mending();
    if (mending != null) {
      output.say(count(mending.written().size(), "document") + " mended.");
      mending.refusals()
          .forEach(why -> output.terminal().err().println("gypsum: not repaired: " + why));
    }
  }

  static String sentence(VerifyReport report) {
    String seen = " in " + count(report.projects(), "project") + ", "
        + count(report.versions(), "version") + ", " + count(report.files(), "file") + ".";
    String locked = report.lockedProjects() == 0
        ? ""
        : " " + count(report.lockedProjects(), "project")
            + " could be judged in part only, being changed right now.";
    String found = report.isClean() ? "Nothing is wrong" : count(report.findings(), "finding");
    return found + seen + locked;
  }

  private static String count(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
