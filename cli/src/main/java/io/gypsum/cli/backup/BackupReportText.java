package io.gypsum.cli.backup;

import java.util.List;

import io.gypsum.cli.terminal.Complaints;
import io.gypsum.cli.terminal.Sizes;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.store.backup.BackupProblem;
import io.gypsum.store.backup.BackupReport;
import tools.jackson.core.JsonGenerator;

/** What came of a run, for programs and for people. */
record BackupReportText(BackupReport report, boolean dryRun) implements JsonWritable {
  @Override
  public void writeTo(JsonGenerator out) {
    out.writeStartObject();
    out.writeBooleanProperty("dry_run", dryRun);
    out.writeNumberProperty("versions_copied", report.versionsCopied());
    out.writeNumberProperty("versions_unchanged", report.versionsUnchanged());
    out.writeNumberProperty("versions_unfinished", report.versionsUnfinished());
    out.writeNumberProperty("files_copied", report.filesCopied());
    out.writeNumberProperty("files_skipped", report.filesSkipped());
    out.writeNumberProperty("bytes_copied", report.bytesCopied());
    out.writeNumberProperty("documents_copied", report.documentsCopied());
    out.writeNumberProperty("objects_deleted", report.objectsDeleted());
    out.writeNumberProperty("problem_count", report.problemCount());
    out.writeName("problems").writeStartArray();
    for (BackupProblem problem : report.problems()) {
      out.writeStartObject();
      out.writeStringProperty("key", problem.key());
      out.writeStringProperty("reason", problem.reason());
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  String sentence() {
    StringBuilder text = new StringBuilder(dryRun ? "Would copy " : "Copied ");
    text.append(versions(report.versionsCopied()))
        .append(" (")
        .append(Sizes.files(report.filesCopied(), report.bytesCopied()))
        .append("); there already: ")
        .append(versions(report.versionsUnchanged()))
        .append(" (")
        .append(Sizes.files(report.filesSkipped()))
        .append(").");
    if (report.versionsUnfinished() > 0) {
      text.append(" Not copied, since unfinished: ")
          .append(versions(report.versionsUnfinished()))
          .append('.');
    }
    if (report.objectsDeleted() > 0) {
      text.append(dryRun ? " Would delete " : " Deleted ")
          .append(report.objectsDeleted() == 1 ? "1 object" : report.objectsDeleted() + " objects")
          .append('.');
    }
    return text.toString();
  }

  private static String versions(long count) {
    return count == 1 ? "1 version" : count + " versions";
  }

  /** One line a problem, and one for those that are too many to tell. */
  List<String> complaints() {
    return Complaints.lines("not copied", report.problems(), report.problemCount());
  }
}
