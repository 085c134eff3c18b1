package io.gypsum.cli.store;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;

import io.gypsum.cli.terminal.HumanText;
import io.gypsum.cli.terminal.Output;
import io.gypsum.core.Printable;
import io.gypsum.core.document.Step;
import io.gypsum.store.verify.Finding;
import io.gypsum.store.verify.FindingKind;
import io.gypsum.store.verify.VerifyListener;
import io.gypsum.store.verify.VerifyReport;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Prints findings as they are found, since there may be more of them than fit into memory, and a report at the end. */
final class VerifyOutput {
  private static final int KIND_CHARS =
      Arrays.stream(FindingKind.values())
          .mapToInt(kind -> kind.toString().length())
          .max()
          .getAsInt();

  /** Maximum length of a key. */
  private static final int MAX_KEY_CHARS = 1024;
  /** Maximum length of a text that quotes two keys. */
  private static final int MAX_TEXT_CHARS = 3000;

  private VerifyOutput() {}

  /** @param repairs what was repaired; null if the run was read-only */
  record VerifyResult(VerifyReport report, @Nullable RepairListener repairs) {}

  /**
   * Prints all findings of {@code run} and then the repairs; JSON also contains the numbers of checked objects.
   *
   * @param showRepairs whether to print the repair of each finding
   */
  static VerifyReport print(
      Output output, boolean showRepairs, Function<VerifyListener, VerifyResult> run) {
    @Nullable VerifyReport[] report = new VerifyReport[1];
    output.print(
        json -> {
          json.writeStartObject();
          json.writeName("findings").writeStartArray();
          VerifyResult result = run.apply(finding -> writeFinding(json, finding, showRepairs));
          json.writeEndArray();
          writeReport(json, result);
          json.writeEndObject();
          report[0] = result.report();
        },
        out -> {
          VerifyResult result = run.apply(finding -> printFinding(out, finding, showRepairs));
          printRepairs(output, result);
          report[0] = result.report();
        });
    return Objects.requireNonNull(report[0]);
  }

  private static void writeFinding(JsonGenerator json, Finding finding, boolean showRepairs) {
    json.writeStartObject();
    json.writeStringProperty("kind", finding.kind().toString());
    json.writeStringProperty("key", finding.key());
    json.writeStringProperty("expected", finding.expected());
    json.writeStringProperty("found", finding.found());
    json.writeBooleanProperty("repairable", finding.isRepairable());
    Step repair = finding.repair();
    if (showRepairs && repair != null) {
      json.writeName("mend");
      repair.writeTo(json);
    }
    json.writeEndObject();
  }

  private static void printFinding(PrintStream out, Finding finding, boolean showRepairs) {
    String kind = finding.kind().toString();
    out.println(
        kind + " ".repeat(KIND_CHARS - kind.length()) + "  "
            + Printable.text(finding.key(), MAX_KEY_CHARS)
            + "  expected " + Printable.text(finding.expected(), MAX_TEXT_CHARS)
            + ", found " + Printable.text(finding.found(), MAX_TEXT_CHARS)
            + (showRepairs ? describe(finding.repair()) : ""));
  }

  private static String describe(@Nullable Step repair) {
    if (repair instanceof Step.Put put) {
      return "; to write: " + Printable.text(put.content(), MAX_TEXT_CHARS);
    }
    return repair == null ? "" : "; to delete";
  }

  private static void writeReport(JsonGenerator json, VerifyResult result) {
    VerifyReport report = result.report();
    json.writeNumberProperty("finding_count", report.findings());
    json.writeNumberProperty("projects", report.projects());
    json.writeNumberProperty("versions", report.versions());
    json.writeNumberProperty("files", report.files());
    json.writeNumberProperty("locked_projects", report.lockedProjects());
    RepairListener repairs = result.repairs();
    if (repairs != null) {
      json.writeName("written").writeStartArray();
      repairs.written().forEach(key -> json.writeString(key.value()));
      json.writeEndArray();
      json.writeName("not_repaired").writeStartArray();
      repairs.refusals().forEach(json::writeString);
      json.writeEndArray();
    }
  }

  private static void printRepairs(Output output, VerifyResult result) {
    RepairListener repairs = result.repairs();
    if (repairs != null) {
      output.info("Repaired " + HumanText.count(repairs.written().size(), "document") + ".");
      repairs.refusals()
          .forEach(reason -> output.terminal().err().println("gypsum: not repaired: " + reason));
    }
  }

  static String message(VerifyReport report) {
    String checked = " in " + HumanText.count(report.projects(), "project") + ", "
        + HumanText.count(report.versions(), "version") + ", "
        + HumanText.count(report.files(), "file") + ".";
    String locked = report.lockedProjects() == 0
        ? ""
        : " " + HumanText.count(report.lockedProjects(), "project")
            + " checked only in part because of a change in progress.";
    String findings =
        report.isClean() ? "No problems found" : HumanText.count(report.findings(), "finding");
    return findings + checked + locked;
  }
}
