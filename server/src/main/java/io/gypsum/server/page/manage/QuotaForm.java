package io.gypsum.server.page.manage;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.core.Quantity;
import io.gypsum.core.document.Quota;
import io.gypsum.core.document.QuotaChange;
import io.gypsum.server.http.FormBody;
import io.gypsum.server.page.CodeText;
import io.gypsum.store.ETag;
import io.gypsum.store.bucket.StoredDocument;
import org.jspecify.annotations.Nullable;

/**
 * The form with the quota of a project, as a user has typed it.
 *
 * @param etag the state of the stored quota that the user has seen
 * @param warnings what the user has to confirm, each separately
 * @param problems messages about invalid inputs by the name of the input
 */
public record QuotaForm(
    ETag etag, String baseline, String growth, String year, List<Warning> warnings,
    Map<String, String> problems) {
  private static final BigInteger GIGABYTE = BigInteger.valueOf(1_000_000_000);

  /**
   * A risk that the user has to confirm with a separate checkbox.
   *
   * @param isConfirmed whether the user has done so
   */
  public record Warning(Risk risk, String text, boolean isConfirmed) {}

  /** A reason to set a quota only after a confirmation. */
  public enum Risk {
    /** Another request has set a quota that the user had not seen. */
    REPLACES_ANOTHER("confirm-replacing", "Replace the quota that the other request has set"),
    /** The project already stores more than the limit. */
    STOPS_UPLOADS("confirm-limit", "Set a limit that is below the usage");

    private final String input;
    private final String label;

    Risk(String input, String label) {
      this.input = input;
      this.label = label;
    }

    /** Returns the name of the checkbox. */
    public String input() {
      return input;
    }

    public String label() {
      return label;
    }

    /** Returns the name of the input that is sent if the user was warned. */
    public String warnedInput() {
      return input + "-asked";
    }
  }

  public QuotaForm {
    warnings = List.copyOf(warnings);
    problems = Map.copyOf(problems);
  }

  static QuotaForm of(StoredDocument<Quota> stored) {
    Quota quota = stored.document();
    Integer year = quota.year();
    return new QuotaForm(
        stored.etag(), text(quota.baselineBytes()), text(quota.growthBytesPerYear()),
        year == null ? "" : String.valueOf(year), List.of(), Map.of());
  }

  /** @throws GypsumException INVALID if the form does not contain the state of the quota */
  static QuotaForm read(FormBody body) {
    String etag = body.text("etag");
    if (etag.isEmpty()) {
      throw GypsumException.invalid(
          "the form is incomplete: it does not contain the state of the quota; open the page of the"
              + " project again and repeat the change");
    }
    return new QuotaForm(
        new ETag(etag), body.text("baseline").strip(), body.text("growth").strip(),
        body.text("year").strip(), List.of(), Map.of());
  }

  /** Returns a size that {@link Quantity#parseSize} reads without loss, if it is a whole number of bytes. */
  private static String text(BigDecimal bytes) {
    if (bytes.scale() <= 0) {
      BigInteger[] gigabytes = bytes.toBigInteger().divideAndRemainder(GIGABYTE);
      if (gigabytes[1].signum() == 0) {
        return gigabytes[0] + " GB";
      }
    }
    return bytes.toPlainString();
  }

  /** Returns the form with messages about its invalid inputs. */
  QuotaForm checked() {
    Map<String, String> found = new LinkedHashMap<>();
    QuotaChange _ = change(null, found);
    return new QuotaForm(etag, baseline, growth, year, warnings, found);
  }

  /** Returns the form with what the user has to confirm, after the user has seen a state of the quota. */
  QuotaForm withWarnings(ETag seen, List<Warning> texts) {
    return new QuotaForm(seen, baseline, growth, year, texts, problems);
  }

  /** Returns the change of a stored quota; values that the user has not changed are kept as they are. */
  QuotaChange changeOf(Quota stored) {
    return change(stored, new LinkedHashMap<>());
  }

  private QuotaChange change(@Nullable Quota stored, Map<String, String> found) {
    BigDecimal newBaseline =
        stored != null && baseline.equals(text(stored.baselineBytes()))
            ? null
            : size("baseline", baseline, found);
    BigDecimal newGrowth =
        stored != null && growth.equals(text(stored.growthBytesPerYear()))
            ? null
            : size("growth", growth, found);
    return new QuotaChange(newBaseline, newGrowth, year(found));
  }

  private static @Nullable BigDecimal size(
      String input, String text, Map<String, String> found) {
    try {
      return BigDecimal.valueOf(Quantity.parseSize(text));
    } catch (GypsumException e) {
      found.put(
          input,
          "'" + Printable.value(text)
              + "' is not a size. Enter bytes, such as 10 GB, 5 TB or 500.");
      return null;
    }
  }

  private @Nullable Integer year(Map<String, String> found) {
    if (year.matches("\\d{1,4}")) {
      return Integer.valueOf(year);
    }
    if (!year.isEmpty()) {
      found.put(
          "year",
          "'" + Printable.value(year) + "' is not a calendar year. Enter a year such as 2026.");
    }
    return null;
  }

  /** Returns the options of a command that sets the quota as it is typed, after a space. */
  String options() {
    return option("baseline", baseline) + option("growth", growth) + option("year", year);
  }

  private static String option(String name, String value) {
    return value.isEmpty() ? "" : " --" + name + " " + CodeText.shell(value.replace(" ", ""));
  }

  /** Returns the message about an input; null if it is valid. */
  public @Nullable String problem(String input) {
    return problems.get(input);
  }
}
