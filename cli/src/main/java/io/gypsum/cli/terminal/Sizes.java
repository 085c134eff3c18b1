package io.gypsum.cli.terminal;

import java.util.Locale;

/** Sizes and counts as people say them. */
public final class Sizes {
  private static final String[] UNITS = {"kB", "MB", "GB", "TB", "PB", "EB"};

  private Sizes() {}

  /** {@code 595 B}, {@code 76.6 kB}, {@code 10 GB}: thousands, three digits at most. */
  public static String bytes(long bytes) {
    if (bytes < 1000) {
      return bytes + " B";
    }
    double size = bytes;
    int unit = -1;
    // 999.5 would be shown as 1000.
    while (size >= 999.5) {
      size /= 1000;
      unit++;
    }
    boolean whole = size >= 100 || Math.abs(size - Math.rint(size)) < 0.05;
    return String.format(Locale.ROOT, whole ? "%.0f %s" : "%.1f %s", size, UNITS[unit]);
  }

  public static String files(long count) {
    return count == 1 ? "1 file" : count + " files";
  }

  /** {@code 5 files, 76.2 kB}. */
  public static String files(long count, long bytes) {
    return files(count) + ", " + bytes(bytes);
  }
}
