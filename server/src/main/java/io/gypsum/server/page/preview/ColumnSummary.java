package io.gypsum.server.page.preview;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import io.gypsum.server.page.preview.FilePreview.TableColumn;
import org.jspecify.annotations.Nullable;

/** Summarizes the values of one column of a table. */
final class ColumnSummary {
  private static final Set<String> MISSING = Set.of("", "na", "n/a", "nan", "null", "none");
  private static final Set<String> BOOLEANS = Set.of("true", "false", "t", "f", "yes", "no");
  private static final Pattern INTEGER = Pattern.compile("[-+]?\\d{1,30}");
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\d{1,30}(\\.\\d{0,30})?|\\.\\d{1,30})([eE][-+]?\\d{1,3})?");
  private static final Pattern DATE =
      Pattern.compile(
          "\\d{4}-\\d{2}-\\d{2}([T ]\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?(Z|[-+]\\d{2}:?\\d{2})?)?");

  private ColumnSummary() {}

  static TableColumn of(String name, List<List<String>> rows, int column) {
    Set<String> distinct = new HashSet<>();
    int missing = 0;
    for (List<String> row : rows) {
      String value = TableReader.cell(row, column).strip();
      if (isMissing(value)) {
        missing++;
      } else {
        distinct.add(value);
      }
    }
    String type = type(distinct);
    boolean isNumeric = type.equals("integer") || type.equals("number");
    return new TableColumn(
        name, type, distinct.size(), extreme(distinct, isNumeric, -1),
        extreme(distinct, isNumeric, 1), missing);
  }

  private static String type(Set<String> values) {
    if (values.isEmpty()) {
      return "empty";
    }
    if (all(values, value -> INTEGER.matcher(value).matches())) {
      return "integer";
    }
    if (all(values, ColumnSummary::isNumber)) {
      return "number";
    }
    if (all(values, value -> BOOLEANS.contains(value.toLowerCase(Locale.ROOT)))) {
      return "boolean";
    }
    return all(values, value -> DATE.matcher(value).matches()) ? "date" : "text";
  }

  private static boolean all(Set<String> values, Predicate<String> test) {
    return values.stream().allMatch(test);
  }

  /** Returns the smallest (sign -1) or the largest value. */
  private static String extreme(Set<String> values, boolean isNumeric, int sign) {
    @Nullable String best = null;
    for (String value : values) {
      if (best == null || sign * compare(value, best, isNumeric) > 0) {
        best = value;
      }
    }
    return best == null ? "" : TableReader.shown(best);
  }

  private static int compare(String a, String b, boolean isNumeric) {
    int order = isNumeric ? new BigDecimal(a).compareTo(new BigDecimal(b)) : 0;
    return order != 0 ? order : a.compareTo(b);
  }

  /** Returns whether a column has values, and all are numbers. */
  static boolean isNumeric(List<List<String>> rows, int column) {
    boolean hasNumbers = false;
    for (List<String> row : rows) {
      String value = TableReader.cell(row, column).strip();
      if (!isMissing(value)) {
        if (!isNumber(value)) {
          return false;
        }
        hasNumbers = true;
      }
    }
    return hasNumbers;
  }

  static boolean isNumber(String text) {
    return NUMBER.matcher(text.strip()).matches();
  }

  private static boolean isMissing(String value) {
    return value.length() <= 4 && MISSING.contains(value.toLowerCase(Locale.ROOT));
  }
}
