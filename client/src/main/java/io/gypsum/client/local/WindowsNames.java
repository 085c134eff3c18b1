package io.gypsum.client.local;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/** The names that Windows changes, interprets or refuses. */
final class WindowsNames {
  private static final Pattern SPECIAL = Pattern.compile("[<>:\"|?*]");
  /** With any extension; COM and LPT also with a superscript digit. */
  private static final Pattern DEVICE =
      Pattern.compile(
          "(?i)(con|prn|aux|nul|conin\\$|conout\\$|(com|lpt)[0-9\u00b9\u00b2\u00b3]) *(\\..*)?");

  private WindowsNames() {}

  /** Returns why Windows cannot have a file or directory of this name; null if it can. */
  static @Nullable String problem(String name) {
    if (SPECIAL.matcher(name).find()) {
      return "contains one of <>:\"|?*";
    }
    if (name.endsWith(".") || name.endsWith(" ")) {
      return "ends with a dot or a space";
    }
    return DEVICE.matcher(name).matches() ? "is the name of a device" : null;
  }
}
