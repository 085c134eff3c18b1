package io.gypsum.cli.argument;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;

/** Parses sizes such as {@code 10GB}. */
final class SizeArgument {
  private static final Pattern FORM =
      Pattern.compile("(\\d{1,20}(?:\\.\\d{1,20})?) ?([kmgtpe]?)(i?)b?", Pattern.CASE_INSENSITIVE);
  private static final Map<String, Integer> POWERS =
      Map.of("", 0, "k", 1, "m", 2, "g", 3, "t", 4, "p", 5, "e", 6);

  private SizeArgument() {}

  /**
   * Parses a size in bytes: {@code 500}, {@code 10GB} (powers of 1000), {@code 5GiB} (powers of 1024) or {@code 1.5 TB}. Case
   * is ignored; a fraction of a byte is dropped.
   *
   * @throws GypsumException {@code INVALID} if the text has another form or exceeds 63 bits
   */
  static long parse(String text) {
    Matcher form = FORM.matcher(text.strip());
    if (form.matches() && !(form.group(2).isEmpty() && !form.group(3).isEmpty())) {
      BigDecimal unit = BigDecimal.valueOf(form.group(3).isEmpty() ? 1000 : 1024);
      int power = POWERS.getOrDefault(form.group(2).toLowerCase(Locale.ROOT), 0);
      BigDecimal bytes = new BigDecimal(form.group(1)).multiply(unit.pow(power));
      if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0) {
        return bytes.setScale(0, RoundingMode.DOWN).longValueExact();
      }
    }
    throw GypsumException.invalid(
        "'" + Printable.value(text) + "' is not a size: expected bytes such as 10GB, 5GiB or 500");
  }
}
