package io.gypsum.server.page.preview;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The preview of one file. All texts are bounded, and contain no characters that cannot be seen or change the direction
 * of other text: these are shown as escapes. They are not HTML, except for {@link Markdown#html}.
 */
public sealed interface FilePreview {
  /** Returns the kind of the content for people; empty for an empty file. */
  default String formatName() {
    return switch (this) {
      case Empty empty -> "";
      case Omitted omitted -> "";
      case Image image -> "Image";
      case Pdf pdf -> "PDF";
      case Text text -> "Text";
      case Markdown markdown -> "Markdown";
      case Json json -> "JSON";
      case Table table -> "Table";
      case Hex hex -> "Binary";
    };
  }

  /** A file of 0 bytes. */
  record Empty() implements FilePreview {}

  /** Content that is too large to be shown; a note explains it. */
  record Omitted() implements FilePreview {}

  /** An image that the browser loads from the address of the file. */
  record Image() implements FilePreview {}

  /** A file that browsers can show, but not inside a page. */
  record Pdf() implements FilePreview {}

  /** @param language the name of the language in lower case for the class of the element, such as {@code python} */
  record Text(String language, List<String> lines) implements FilePreview {}

  /** @param html sanitized */
  record Markdown(String html) implements FilePreview {}

  record Json(JsonNode root) implements FilePreview {}

  /** @param rows have a cell for each column */
  record Table(List<TableColumn> columns, List<List<String>> rows) implements FilePreview {}

  record Hex(List<HexLine> lines) implements FilePreview {}

  /** @param offset of the first byte, in hex */
  record HexLine(String offset, String bytes, String characters) {}

  /** One value of a JSON document. */
  sealed interface JsonNode {
    /** Returns the name of the property; null for an element of an array, and for the document. */
    @Nullable
    String name();
  }

  /** @param type {@code string}, {@code number}, {@code boolean} or {@code null} */
  record JsonLeaf(@Nullable String name, String type, String text) implements JsonNode {}

  /**
   * An object or an array.
   *
   * @param count the number of its properties or elements, including those that are omitted
   * @param isOpen whether its children are shown at first
   */
  record JsonBranch(
      @Nullable String name, boolean isObject, int count, boolean isOpen, List<JsonNode> children)
      implements JsonNode {
    /** Returns how many children are omitted. */
    public int omitted() {
      return count - children.size();
    }
  }

  /**
   * A column with a summary of the values that were read.
   *
   * @param type {@code integer}, {@code number}, {@code boolean}, {@code date} or {@code text}; {@code empty} without values
   * @param distinct the number of different values, without missing ones
   * @param min the smallest value, empty if there is none
   * @param missing the number of rows without a value
   */
  record TableColumn(
      String name, String type, int distinct, String min, String max, int missing) {
    /** Returns whether values are numbers, which are aligned to the right. */
    public boolean isNumeric() {
      return type.equals("integer") || type.equals("number");
    }
  }
}
