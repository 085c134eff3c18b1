package io.gypsum.core.decision;

import java.math.BigInteger;

import io.gypsum.core.document.Quota;
import io.gypsum.core.document.Usage;

/** How much a project may hold (rest-api.md, section 4). */
public final class QuotaRule {
  private QuotaRule() {}

  /** {@code baseline + growth_rate × (year − quota's year)}, however large. */
  public static BigInteger limitBytes(Quota quota, int year) {
    return BigInteger.valueOf(quota.growthBytesPerYear())
        .multiply(BigInteger.valueOf((long) year - quota.year()))
        .add(BigInteger.valueOf(quota.baselineBytes()));
  }

  /** Whether {@code addedBytes} more fit; exactly reaching the limit does. */
  public static boolean admits(Quota quota, Usage usage, long addedBytes, int year) {
    BigInteger after = BigInteger.valueOf(usage.totalBytes()).add(BigInteger.valueOf(addedBytes));
    return after.compareTo(limitBytes(quota, year)) <= 0;
  }
}
