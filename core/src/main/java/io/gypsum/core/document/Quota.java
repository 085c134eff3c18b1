package io.gypsum.core.document;

import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonWritable;
import tools.jackson.core.JsonGenerator;

/**
 * {@code {project}/..quota}: how much a project may hold.
 *
 * @param baselineBytes what it may hold in {@code year}
 * @param growthBytesPerYear what is added every year after
 * @param year a calendar year
 */
public record Quota(long baselineBytes, long growthBytesPerYear, int year) implements JsonWritable {
  private static final long DEFAULT_BASELINE_BYTES = 10_000_000_000L;
  private static final long DEFAULT_GROWTH_BYTES_PER_YEAR = 20_000_000_000L;

  /** What a project gets when nobody says otherwise (rest-api.md, section 3, create). */
  public static Quota defaultFor(int thisYear) {
    return new Quota(DEFAULT_BASELINE_BYTES, DEFAULT_GROWTH_BYTES_PER_YEAR, thisYear);
  }

  /** Reads {@code baseline}, {@code growth_rate} and {@code year}; all must be there. */
  public static Quota read(JsonInput in) {
    QuotaChange change = QuotaChange.read(in);
    return new Quota(
        in.required(change.baselineBytes(), "baseline"),
        in.required(change.growthBytesPerYear(), "growth_rate"),
        in.required(change.year(), "year"));
  }

  @Override
  public void writeTo(JsonGenerator out) {
    out.writeStartObject();
    out.writeNumberProperty("baseline", baselineBytes);
    out.writeNumberProperty("growth_rate", growthBytesPerYear);
    out.writeNumberProperty("year", year);
    out.writeEndObject();
  }
}
