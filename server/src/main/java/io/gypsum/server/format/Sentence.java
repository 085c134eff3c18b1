package io.gypsum.server.format;

import java.util.Locale;

/** Shows reasons of failures, which begin with a small letter and end without a full stop, as sentences. */
public final class Sentence {
  private Sentence() {}

  public static String of(String reason) {
    return reason.isEmpty()
        ? reason
        : reason.substring(0, 1).toUpperCase(Locale.ROOT) + reason.substring(1) + ".";
  }
}
