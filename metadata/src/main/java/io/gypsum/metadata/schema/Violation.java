package io.gypsum.metadata.schema;

/**
 * One place where a document is not what a schema says.
 *
 * @param pointer to the value in the document, as a JSON pointer; empty for the whole document
 * @param expected in words
 * @param found in words; a long value is cut
 */
public record Violation(String pointer, String expected, String found) {
  @Override
  public String toString() {
    return (pointer.isEmpty() ? "the top" : pointer) + ": expected " + expected + ", found "
        + found;
  }
}
