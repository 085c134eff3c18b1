package io.gypsum.server.file;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Function;

import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.name.UserPath;

/** Lists of checksums in the format of {@code md5sum} and {@code sha256sum}, which these programs check with {@code -c}. */
final class ChecksumList {
  private static final int PAGE_CHARS = 64 * 1024;

  private ChecksumList() {}

  /**
   * Returns the next lines of a list, one for each file, in UTF-8.
   *
   * @param left the files; those of the page are consumed
   * @param checksum returns the checksum of a file in hex digits
   */
  static byte[] page(
      Iterator<Map.Entry<UserPath, ManifestEntry>> left, Function<ManifestEntry, String> checksum) {
    StringBuilder lines = new StringBuilder();
    while (left.hasNext() && lines.length() < PAGE_CHARS) {
      Map.Entry<UserPath, ManifestEntry> file = left.next();
      append(checksum.apply(file.getValue()), file.getKey().value(), lines);
    }
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Appends a line. As in GNU programs, a path that contains a backslash or a line break is escaped, and its line starts
   * with a backslash. The two spaces stand for text mode, in which these programs read bytes unchanged.
   */
  static void append(String checksum, String path, StringBuilder to) {
    boolean isEscaped =
        path.indexOf('\\') >= 0 || path.indexOf('\n') >= 0 || path.indexOf('\r') >= 0;
    if (isEscaped) {
      to.append('\\');
    }
    to.append(checksum).append("  ");
    to.append(
        isEscaped
            ? path.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
            : path);
    to.append('\n');
  }
}
