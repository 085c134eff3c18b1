package io.gypsum.server.page;

import java.nio.file.Path;
import java.util.Locale;

import io.gypsum.core.GypsumException;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * The image beside the title of a site. It is only shown by {@code <img>}, in which no script of an SVG image runs.
 *
 * @param extension of the name under which it is served: {@code png}, {@code jpg} or {@code svg}
 */
@SuppressWarnings("ArrayRecordComponent") // Logos are never compared, and the array is not changed.
public record SiteLogo(String extension, byte[] content) {
  static final int MAX_BYTES = 256 * 1024;
  private static final int MAX_PROLOGUE_BYTES = 4096;

  /**
   * Reads a logo.
   *
   * @throws GypsumException {@code INVALID}, meant for the operator of the server, if the file cannot be read, is too large
   *     or is not a PNG, JPEG or SVG image
   */
  public static SiteLogo read(Path file) {
    byte[] content = SiteFiles.read("site-logo", file, MAX_BYTES);
    String start =
        new String(content, 0, Math.min(content.length, MAX_PROLOGUE_BYTES), ISO_8859_1);
    if (start.startsWith("\u0089PNG\r\n\u001a\n")) {
      return new SiteLogo("png", content);
    }
    if (start.startsWith("\u00ff\u00d8\u00ff")) {
      return new SiteLogo("jpg", content);
    }
    if (start.toLowerCase(Locale.ROOT).contains("<svg")) {
      return new SiteLogo("svg", content);
    }
    throw SiteFiles.invalid("site-logo", file, "is not a PNG, JPEG or SVG image");
  }
}
