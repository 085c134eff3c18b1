package io.gypsum.server.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;

import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.name.UserPath;

/** Lists of checksums in the format of {@code md5sum} and {@code sha256sum}, which these programs check with {@code -c}. */
final class ChecksumList {
  private static final int BUFFER_CHARS = 16 * 1024;

  private ChecksumList() {}

  /**
   * Writes one line for each file, in the order of the manifest.
   *
   * @param checksum returns the checksum of a file in hex digits
   */
  static void write(
      Manifest manifest, Function<ManifestEntry, String> checksum, OutputStream out)
      throws IOException {
    StringBuilder lines = new StringBuilder(BUFFER_CHARS + 2048);
    for (Map.Entry<UserPath, ManifestEntry> file : manifest.files().entrySet()) {
      append(checksum.apply(file.getValue()), file.getKey().value(), lines);
      if (lines.length() >= BUFFER_CHARS) {
        out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
        lines.setLength(0);
      }
    }
    out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Appends a line. As GNU programs do, a path with a backslash or a line break is escaped, which a backslash at the beginning
   * of the line shows. The two spaces stand for text mode, in which these programs read bytes unchanged.
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
