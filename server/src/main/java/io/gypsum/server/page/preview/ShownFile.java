package io.gypsum.server.page.preview;

import java.util.List;

/**
 * The preview of a file.
 *
 * @param notes sentences about what is not shown, or not as it is in the file
 */
public record ShownFile(FilePreview preview, List<String> notes) {
  public ShownFile {
    notes = List.copyOf(notes);
  }
}
