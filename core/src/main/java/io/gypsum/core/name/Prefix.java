package io.gypsum.core.name;

/**
 * The common beginning of the keys of a listing: any text, even one with which no key can start (the listing is then empty).
 * The prefix of a directory ends with {@code /}; without it, {@code a} would match {@code ab/x}.
 */
public record Prefix(String value) {
  /** Matches every key. */
  public static final Prefix ALL = new Prefix("");

  public boolean matches(Key key) {
    return key.value().startsWith(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
