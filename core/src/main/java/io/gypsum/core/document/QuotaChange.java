package io.gypsum.core.document;

import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.RecordCodec;
import io.gypsum.core.json.RecordCodec.Property;
import org.jspecify.annotations.Nullable;

/** A request to change the quota of a project; null keeps the current value. */
public record QuotaChange(
    @Nullable Long baselineBytes, @Nullable Long growthBytesPerYear, @Nullable Integer year) {
  /** Changes nothing. */
  public static final QuotaChange NONE = new QuotaChange(null, null, null);

  private static final RecordCodec<QuotaChange> CODEC =
      RecordCodec.of(
          Property.optional("baseline", DocumentTypes.BYTES, QuotaChange::baselineBytes),
          Property.optional("growth_rate", DocumentTypes.BYTES, QuotaChange::growthBytesPerYear),
          Property.optional("year", DocumentTypes.YEAR, QuotaChange::year),
          QuotaChange::new);

  public Quota applyTo(Quota old) {
    return new Quota(
        baselineBytes == null ? old.baselineBytes() : baselineBytes,
        growthBytesPerYear == null ? old.growthBytesPerYear() : growthBytesPerYear,
        year == null ? old.year() : year);
  }

  public static QuotaChange read(JsonInput in) {
    return CODEC.read(in);
  }
}
