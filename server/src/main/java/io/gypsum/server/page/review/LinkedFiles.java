package io.gypsum.server.page.review;

import java.util.ArrayList;
import java.util.List;

import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Link;
import io.gypsum.core.name.UserPath;
import io.gypsum.server.page.folder.FileTree;

/**
 * The files of a version that are links.
 *
 * @param first the first ones in the order of the manifest
 * @param count the number of all links
 */
public record LinkedFiles(List<LinkedFile> first, int count) {
  static final int MAX_SHOWN = 100;

  public LinkedFiles {
    first = List.copyOf(first);
  }

  /**
   * A file that has no content of its own.
   *
   * @param target the file to which the uploader linked
   */
  public record LinkedFile(UserPath path, FileAddress target) {}

  static LinkedFiles of(FileTree tree) {
    List<LinkedFile> first = new ArrayList<>();
    int[] count = {0};
    tree.forEachFile((path, entry) -> {
      Link link = entry.link();
      if (link != null) {
        count[0]++;
        if (first.size() < MAX_SHOWN) {
          first.add(new LinkedFile(path, link.target()));
        }
      }
    });
    return new LinkedFiles(first, count[0]);
  }

  /** Returns the number of links that are left out. */
  public int more() {
    return count - first.size();
  }
}
