package io.gypsum.client;

/**
 * Options for listing the files of a version.
 *
 * <pre>{@code
 * List<String> raw = gypsum.listFiles(version, ListOptions.DEFAULTS.withPrefix("raw/").withInternal(false));
 * }</pre>
 */
public final class ListOptions {
  /** Lists all objects, including internal documents, as the R and Python clients do. */
  public static final ListOptions DEFAULTS = new ListOptions("", true);

  private final String prefix;
  private final boolean internal;

  private ListOptions(String prefix, boolean internal) {
    this.prefix = prefix;
    this.internal = internal;
  }

  /** Lists only paths that start with a prefix, which need not end at a {@code /}. */
  public ListOptions withPrefix(String pathPrefix) {
    return new ListOptions(pathPrefix, internal);
  }

  /** Sets whether internal documents such as {@code ..manifest} are listed. */
  public ListOptions withInternal(boolean value) {
    return new ListOptions(prefix, value);
  }

  public String prefix() {
    return prefix;
  }

  public boolean internal() {
    return internal;
  }
}
