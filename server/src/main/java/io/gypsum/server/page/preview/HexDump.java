package io.gypsum.server.page.preview;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import io.gypsum.server.page.preview.FilePreview.HexLine;

/** The first bytes of a binary file in hex. */
final class HexDump {
  static final int MAX_BYTES = 1024;
  private static final int LINE_BYTES = 16;
  private static final HexFormat HEX = HexFormat.of();

  private HexDump() {}

  static FilePreview.Hex of(byte[] content) {
    List<HexLine> lines = new ArrayList<>();
    int length = Math.min(content.length, MAX_BYTES);
    for (int start = 0; start < length; start += LINE_BYTES) {
      lines.add(line(content, start, Math.min(length, start + LINE_BYTES)));
    }
    return new FilePreview.Hex(lines);
  }

  private static HexLine line(byte[] content, int start, int end) {
    StringBuilder bytes = new StringBuilder(3 * LINE_BYTES + 1);
    StringBuilder characters = new StringBuilder(LINE_BYTES);
    for (int i = start; i < end; i++) {
      if (i > start) {
        bytes.append(i == start + LINE_BYTES / 2 ? "  " : " ");
      }
      bytes.append(HEX.toHexDigits(content[i]));
      characters.append(content[i] >= ' ' && content[i] < 0x7f ? (char) content[i] : '.');
    }
    return new HexLine(HEX.toHexDigits(start), bytes.toString(), characters.toString());
  }
}
