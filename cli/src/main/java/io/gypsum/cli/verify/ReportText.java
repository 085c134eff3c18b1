package io.gypsum.cli.verify;

import io.gypsum.store.verify.VerifyReport;
import tools.jackson.core.JsonGenerator;

/** How much was looked at, for programs and for people. */
final class ReportText {
  private ReportText() {}

  static void write(JsonGenerator json, VerifyReport report) {
    json.writeNumberProperty("finding_count", report.findings());
    json.writeNumberProperty("projects", report.projects());
    json.writeNumberProperty("versions", report.versions());
    json.writeNumberProperty("files", report.files());
    json.writeNumberProperty("locked_projects", report.lockedProjects());
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
