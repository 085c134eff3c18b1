package io.gypsum.server.operation;

import io.gypsum.core.document.Quota;
import io.gypsum.server.format.Numbers;

/** What differs between two quotas, as a sentence for people. */
public final class QuotaDifference {
  private QuotaDifference() {}

  /** Returns, for example, {@code the limit is 20 GB in 2026 and grows by 5 GB per year; before: 10 GB in 2026 …}. */
  public static String between(Quota before, Quota after) {
    return before.equals(after)
        ? "the quota remains the same"
        : "the limit is " + text(after) + "; before: " + text(before);
  }

  /** Returns a quota as a part of a sentence. */
  public static String text(Quota quota) {
    String baseline = Numbers.size(quota.baselineBytes().doubleValue());
    if (quota.year() == null || quota.growthBytesPerYear().signum() == 0) {
      return baseline + " in each year";
    }
    return baseline + " in " + quota.year() + " and grows by "
        + Numbers.size(quota.growthBytesPerYear().doubleValue()) + " per year";
  }
}
