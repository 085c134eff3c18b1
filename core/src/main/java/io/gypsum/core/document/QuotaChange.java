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

  /** Returns a builder of a change that changes nothing. */
  public static Builder builder() {
    return new Builder();
  }

  /** Builds a change. */
  public static final class Builder {
    private @Nullable BigDecimal baselineBytes;
    private @Nullable BigDecimal growthBytesPerYear;
    private @Nullable Integer year;

    private Builder() {}

    /** Sets the maximum usage in the year of the quota. */
    public Builder baselineBytes(long bytes) {
      this.baselineBytes = BigDecimal.valueOf(bytes);
      return this;
    }

    /** Sets the increase of the maximum in every later year. */
    public Builder growthBytesPerYear(long bytes) {
      this.growthBytesPerYear = BigDecimal.valueOf(bytes);
      return this;
    }

    /** Sets the calendar year in which the baseline applies. */
    public Builder year(int calendarYear) {
      this.year = calendarYear;
      return this;
    }

    public QuotaChange build() {
      return new QuotaChange(baselineBytes, growthBytesPerYear, year);
    }
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
