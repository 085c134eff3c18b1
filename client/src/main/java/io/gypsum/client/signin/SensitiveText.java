package io.gypsum.client.signin;

/** A text that nobody may see; whatever it is part of, no message shows it by accident. */
record SensitiveText(String value) {
  /** {@code text} without this, should a server have repeated it. */
  String removedFrom(String text) {
    return value.isEmpty() ? text : text.replace(value, "…");
  }

  @Override
  public String toString() {
    return "(secret)";
  }
}
