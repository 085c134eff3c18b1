package io.gypsum.server.settings;

/** A setting that must not show in a log or a message; whoever needs it asks for its {@link #value}. */
public record Secret(String value) {
  @Override
  public String toString() {
    return "(secret)";
  }
}
