package io.gypsum.server.page.publish;

import java.math.BigInteger;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Suggests the name of the next version of an asset, in the form of the newest one. */
final class NextVersionName {
  static final String FIRST = "v1";
  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}(-\\d+)?");
  /** A month, such as {@code 2026-12}, possibly after other text. */
  private static final Pattern MONTH =
      Pattern.compile("(|.*\\D)((?:19|20)\\d{2})([-._])(0[1-9]|1[0-2])");
  private static final Pattern LAST_NUMBER = Pattern.compile("(.*?)(\\d+)(\\D*)");

  private NextVersionName() {}

  /**
   * Returns a name that none of the versions has.
   *
   * @param names of the known versions, newest first; an asset may have others
   */
  static String after(List<String> names, LocalDate today) {
    if (names.isEmpty()) {
      return FIRST;
    }
    String newest = names.get(0);
    String candidate =
        DATE.matcher(newest).matches() ? today.toString() : incremented(newest);
    Set<String> taken = Set.copyOf(names);
    while (taken.contains(candidate)) {
      candidate =
          DATE.matcher(candidate).matches() && candidate.length() == 10
              ? candidate + "-2"
              : incremented(candidate);
    }
    return candidate;
  }

  /** Returns the next month, or else increments the last number and keeps its width; a name without a number gets one. */
  private static String incremented(String name) {
    Matcher month = MONTH.matcher(name);
    if (month.matches()) {
      YearMonth next =
          YearMonth.of(Integer.parseInt(month.group(2)), Integer.parseInt(month.group(4)))
              .plusMonths(1);
      return String.format(
          Locale.ROOT, "%s%04d%s%02d", month.group(1), next.getYear(), month.group(3),
          next.getMonthValue());
    }
    Matcher matcher = LAST_NUMBER.matcher(name);
    if (!matcher.matches()) {
      return name + "-2";
    }
    String digits = matcher.group(2);
    String next = new BigInteger(digits).add(BigInteger.ONE).toString();
    String zeros = "0".repeat(Math.max(0, digits.length() - next.length()));
    return matcher.group(1) + zeros + next + matcher.group(3);
  }
}
