package io.gypsum.server.http.file;

import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/** What an {@code Accept-Encoding} header allows (RFC 9110, 12.5.3). */
final class AcceptedEncodings {
  private static final Set<String> GZIP = Set.of("gzip", "x-gzip", "*");

  private AcceptedEncodings() {}

  /** Whether gzip is asked for, by name or by {@code *}, and not with {@code q=0}. */
  static boolean haveGzip(@Nullable String header) {
    if (header == null) {
      return false;
    }
    boolean any = false;
    for (String item : header.split(",")) {
      String[] parts = item.toLowerCase(Locale.ROOT).split(";", 2);
      String name = parts[0].strip();
      if (GZIP.contains(name)) {
        boolean wanted = parts.length < 2 || !parts[1].strip().matches("q\\s*=\\s*0(\\.0*)?");
        if (!name.equals("*")) {
          return wanted;
        }
        any = wanted;
      }
    }
    return any;
  }
}
