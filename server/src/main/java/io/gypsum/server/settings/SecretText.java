package io.gypsum.server.settings;

/** A secret setting. Its {@link #toString} never contains the {@link #value}, so that logs and messages do not either. */
public record SecretText(String value) {
  @Override
  public String toString() {
    return "(secret)";
  }
}
