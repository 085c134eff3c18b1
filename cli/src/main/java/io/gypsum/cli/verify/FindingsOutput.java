package io.gypsum.cli.verify;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;

import io.gypsum.cli.terminal.Output;
import io.gypsum.core.Printable;
import io.gypsum.core.document.Step;
import io.gypsum.store.verify.Finding;
import io.gypsum.store.verify.FindingKind;
import io.gypsum.store.verify.VerifyListener;
import io.gypsum.store.verify.VerifyReport;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Prints what is found as it is found: there may be more of it than memory holds. */
final class FindingsOutput {
  private static final int KIND_CHARS =
      Arrays.stream(FindingKind.values())
          .mapToInt(kind -> kind.toString().length())
          .max()
          .getAsInt();
  /** A whole key, and words that quote two. */
  private static final int KEY_CHARS = 1024;
  private static final int WORDS_CHARS = 3000;

  private FindingsOutput() {}

  /**
   * Prints all that {@code run} finds, then what it mended, then in JSON how much it looked at; gives that.
   *
   * @param mends whether it is told how each finding is mended
   */
  static VerifyReport print(
      Output output, boolean mends, Function<VerifyListener, Verified> run) {
    @Nullable VerifyReport[] report = new VerifyReport[1];
    output.print(
        json -> {
          json.writeStartObject();
          json.writeName("findings").writeStartArray();
          Verified done = run.apply(finding -> write(json, finding, mends));
          json.writeEndArray();
          ReportText.write(json, done);
          json.writeEndObject();
          report[0] = done.report();
        },
        out -> {
          Verified done = run.apply(finding -> print(out, finding, mends));
          ReportText.sayMended(output, done);
          report[0] = done.report();
        });
    return Objects.requireNonNull(report[0]);
  }

  private static void write(JsonGenerator json, Finding finding, boolean mends) {
    json.writeStartObject();
    json.writeStringProperty("kind", finding.kind().toString());
    json.writeStringProperty("key", finding.key());
    json.writeStringProperty("expected", finding.expected());
    json.writeStringProperty("found", finding.found());
    json.writeBooleanProperty("repairable", finding.isRepairable());
    Step mend = finding.mend();
    if (mends && mend != null) {
      json.writeName("mend");
      mend.writeTo(json);
    }
    json.writeEndObject();
  }

  private static void print(PrintStream out, Finding finding, boolean mends) {
    String kind = finding.kind().toString();
    out.println(
        kind + " ".repeat(KIND_CHARS - kind.length()) + "  "
            + Printable.text(finding.key(), KEY_CHARS)
            + "  expected " + Printable.text(finding.expected(), WORDS_CHARS)
            + ", found " + Printable.text(finding.found(), WORDS_CHARS)
            + (mends ? mend(finding.mend()) : ""));
  }

  private static String mend(@Nullable Step mend) {
    if (mend instanceof Step.Put put) {
      return "; to write: " + Printable.text(put.content(), WORDS_CHARS);
    }
    return mend == null ? "" : "; to delete";
  }
}
