package io.gypsum.core.name;

/**
 * The name of a JSON schema for metadata documents: the path of a file below wherever schemas are published, by the rules
 * of a {@link UserPath}. It can never lead out of the directory it is resolved against.
 */
public record SchemaName(String value) {
  /** What documents of the public service are held against. */
  public static final SchemaName BIOCONDUCTOR = new SchemaName("bioconductor/v1.json");

  /** @throws io.gypsum.core.GypsumException INVALID when {@code value} breaks the rules */
  public SchemaName {
    NameRules.checkUserPath("schema", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
