package io.gypsum.core.document;

import java.math.BigInteger;

import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.json.RecordCodec;
import io.gypsum.core.json.RecordCodec.Property;
import tools.jackson.core.JsonGenerator;

/**
 * {@code {project}/..quota}: the maximum usage of a project, which grows every year (rest-api.md, section 4).
 *
 * @param baselineBytes the maximum in {@code year}
 * @param growthBytesPerYear what is added to it in every later year
 * @param year a calendar year
 */
public record Quota(long baselineBytes, long growthBytesPerYear, int year) implements JsonWritable {
  private static final long DEFAULT_BASELINE_BYTES = 10_000_000_000L;
  private static final long DEFAULT_GROWTH_BYTES_PER_YEAR = 20_000_000_000L;

  private static final RecordCodec<Quota> CODEC =
      RecordCodec.of(
          Property.required("baseline", DocumentTypes.BYTES, Quota::baselineBytes),
          Property.required("growth_rate", DocumentTypes.BYTES, Quota::growthBytesPerYear),
          Property.required("year", DocumentTypes.YEAR, Quota::year),
          Quota::new);

  /** Returns the quota of a project that is created without one (rest-api.md, section 3, create). */
  public static Quota defaultFor(int thisYear) {
    return new Quota(DEFAULT_BASELINE_BYTES, DEFAULT_GROWTH_BYTES_PER_YEAR, thisYear);
  }

  /** Returns {@code baseline + growth_rate × (thisYear − year)}, which may be negative or larger than a long. */
  public BigInteger limitBytes(int thisYear) {
    return BigInteger.valueOf(growthBytesPerYear)
        .multiply(BigInteger.valueOf((long) thisYear - year))
        .add(BigInteger.valueOf(baselineBytes));
  }

  /** Returns whether another {@code addedBytes} fit into the quota; reaching the limit exactly is allowed. */
  public boolean admits(Usage usage, long addedBytes, int thisYear) {
    BigInteger after = BigInteger.valueOf(usage.totalBytes()).add(BigInteger.valueOf(addedBytes));
    return after.compareTo(limitBytes(thisYear)) <= 0;
  }

  public static Quota read(JsonInput in) {
    return CODEC.read(in);
  }

  @Override
  public void writeTo(JsonGenerator out) {
    CODEC.write(this, out);
  }
}
