package io.gypsum.core.name;

/**
 * What the keys of a listing start with: any text, also one that no key can start with (the listing is then empty). A
 * prefix that means "everything below" ends with {@code /}: without it {@code ab/x} would match {@code a}.
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
