package io.gypsum.client.oauth;

import java.util.List;

/** A text, such as a token or an OAuth code, that no message and no log may contain; {@link #toString} does not return it. */
record SensitiveText(String value) {
  static final SensitiveText EMPTY = new SensitiveText("");

  /** Returns {@code text}, which a server sent, without any of {@code secrets}. */
  static String removeAll(List<SensitiveText> secrets, String text) {
    String result = text;
    for (SensitiveText secret : secrets) {
      if (!secret.value.isEmpty()) {
        result = result.replace(secret.value, "…");
      }
    }
    return result;
  }

  @Override
  public String toString() {
    return "(secret)";
  }
}
