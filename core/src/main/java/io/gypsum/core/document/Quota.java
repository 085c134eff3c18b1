package io.gypsum.core.document;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Objects;

import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.json.RecordCodec;
import io.gypsum.core.json.RecordCodec.Property;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * {@code {project}/..quota}: the maximum usage of a project, which grows every year (rest-api.md, section 4). Fractions of a
 * byte are kept, since clients compute with floating-point numbers.
 *
 * @param baselineBytes the maximum in {@code year}
 * @param growthBytesPerYear what is added to it in every later year
 * @param year a calendar year; null if a stored quota has none, in which case the quota does not grow
 */
public record Quota(
    BigDecimal baselineBytes, BigDecimal growthBytesPerYear, @Nullable Integer year)
    implements JsonWritable {
  private static final BigDecimal DEFAULT_BASELINE_BYTES = BigDecimal.valueOf(10_000_000_000L);
  private static final BigDecimal DEFAULT_GROWTH_BYTES_PER_YEAR =
      BigDecimal.valueOf(20_000_000_000L);

  private static final RecordCodec<Quota> CODEC =
      RecordCodec.of(
          Property.readable("baseline", DocumentTypes.BYTES, Quota::baselineBytes),
          Property.readable("growth_rate", DocumentTypes.BYTES, Quota::growthBytesPerYear),
          Property.readable("year", DocumentTypes.YEAR, Quota::year),
          Quota::ofStored);

  public Quota {
    baselineBytes = withoutTrailingZeros(baselineBytes);
    growthBytesPerYear = withoutTrailingZeros(growthBytesPerYear);
  }

  public Quota(long baselineBytes, long growthBytesPerYear, int year) {
    this(BigDecimal.valueOf(baselineBytes), BigDecimal.valueOf(growthBytesPerYear), year);
  }

  /** Returns the quota of a project that is created without one (rest-api.md, section 3, create). */
  public static Quota defaultFor(int thisYear) {
    return new Quota(DEFAULT_BASELINE_BYTES, DEFAULT_GROWTH_BYTES_PER_YEAR, thisYear);
  }

  private static Quota ofStored(
      @Nullable BigDecimal baseline, @Nullable BigDecimal growth, @Nullable Integer year) {
    return new Quota(
        Objects.requireNonNullElse(baseline, DEFAULT_BASELINE_BYTES),
        Objects.requireNonNullElse(growth, DEFAULT_GROWTH_BYTES_PER_YEAR), year);
  }

  /** Normalizes the number: equal numbers are equal objects, and whole ones are written without a fraction. */
  private static BigDecimal withoutTrailingZeros(BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  /**
   * Returns the whole bytes of {@code baseline + growth_rate × (thisYear − year)}, which may be negative or larger than a
   * long.
   */
  public BigInteger limitBytes(int thisYear) {
    int years = year == null ? 0 : thisYear - year;
    return growthBytesPerYear.multiply(BigDecimal.valueOf(years))
        .add(baselineBytes)
        .setScale(0, RoundingMode.FLOOR)
        .unscaledValue();
  }

  /** Returns whether another {@code addedBytes} fit into the quota; reaching the limit exactly is allowed. */
  public boolean admits(Usage usage, long addedBytes, int thisYear) {
    BigInteger after = BigInteger.valueOf(usage.totalBytes()).add(BigInteger.valueOf(addedBytes));
    return after.compareTo(limitBytes(thisYear)) <= 0;
  }

  /** Reads a stored quota. A number that is absent, null or invalid has the default; see {@link #year} for the year. */
  public static Quota read(JsonInput in) {
    return CODEC.read(in);
  }

  @Override
  public void writeTo(JsonGenerator out) {
    CODEC.write(this, out);
  }
}
