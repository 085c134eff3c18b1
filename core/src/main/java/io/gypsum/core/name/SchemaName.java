package io.gypsum.core.name;

/**
 * The name of a JSON schema for metadata documents: a path below the directory in which schemas are published, by the rules
 * of a {@link UserPath}. It cannot leave the directory against which it is resolved.
 */
public record SchemaName(String value) {
  /** The schema of the documents of the public service. */
  public static final SchemaName BIOCONDUCTOR = new SchemaName("bioconductor/v1.json");

  /** @throws io.gypsum.core.GypsumException INVALID when {@code value} breaks the rules */
  public SchemaName {
    NameRules.checkUserPath("schema", value);
  }

  /**
   * Parses the name of a schema.
   *
   * @throws io.gypsum.core.GypsumException INVALID if it breaks the rules; the message contains the text and the expected form
   */
  public static SchemaName parse(String text) {
    return NameRules.parse(
        text, SchemaName::new, "the name of a schema, such as '" + BIOCONDUCTOR + "'");
  }

  @Override
  public String toString() {
    return value;
  }
}
