package io.gypsum.metadata.schema;

/**
 * A place in a document that violates a schema.
 *
 * @param pointer the JSON pointer of the value; empty for the whole document
 * @param expected what the schema expects, for messages
 * @param found what the document contains, for messages; long values are shortened
 */
public record Violation(String pointer, String expected, String found) {
  @Override
  public String toString() {
    return (pointer.isEmpty() ? "the top level" : pointer) + ": expected " + expected + ", found "
        + found;
  }
}
