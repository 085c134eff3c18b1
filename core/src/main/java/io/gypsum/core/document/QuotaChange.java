package io.gypsum.core.document;

import java.math.BigDecimal;

import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.json.RecordCodec;
import io.gypsum.core.json.RecordCodec.Property;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** A request to change the quota of a project; null keeps the current value. */
public record QuotaChange(
    @Nullable BigDecimal baselineBytes, @Nullable BigDecimal growthBytesPerYear,
    @Nullable Integer year)
    implements JsonWritable {
  /** Changes nothing. */
  public static final QuotaChange NONE = new QuotaChange((BigDecimal) null, null, null);

  private static final RecordCodec<QuotaChange> CODEC =
      RecordCodec.of(
          Property.optional("baseline", DocumentTypes.BYTES, QuotaChange::baselineBytes),
          Property.optional("growth_rate", DocumentTypes.BYTES, QuotaChange::growthBytesPerYear),
          Property.optional("year", DocumentTypes.YEAR, QuotaChange::year),
          (baseline, growth, year) -> new QuotaChange(baseline, growth, year));

  /** A change to whole numbers of bytes. */
  public QuotaChange(
      @Nullable Long baselineBytes, @Nullable Long growthBytesPerYear, @Nullable Integer year) {
    this(decimal(baselineBytes), decimal(growthBytesPerYear), year);
  }

  private static @Nullable BigDecimal decimal(@Nullable Long bytes) {
    return bytes == null ? null : BigDecimal.valueOf(bytes);
  }

  public Quota applyTo(Quota old) {
    return new Quota(
        baselineBytes == null ? old.baselineBytes() : baselineBytes,
        growthBytesPerYear == null ? old.growthBytesPerYear() : growthBytesPerYear,
        year == null ? old.year() : year);
  }

  /** Reads a request; null is not a valid value of any property. */
  public static QuotaChange read(JsonInput in) {
    return CODEC.read(in);
  }

  /** Writes the values to change. */
  @Override
  public void writeTo(JsonGenerator out) {
    CODEC.write(this, out);
  }
}
