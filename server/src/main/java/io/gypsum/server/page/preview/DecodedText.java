package io.gypsum.server.page.preview;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * The text of the beginning of a file.
 *
 * @param text without byte-order mark
 * @param encoding the encoding that was detected
 */
public record DecodedText(String text, Charset encoding) {
  private static final Charset WINDOWS = Charset.forName("windows-1252");

  /**
   * Decodes the beginning of a file: UTF-16 if it has a byte-order mark, otherwise UTF-8, otherwise Windows-1252. Returns
   * null if it is not text: it contains NUL or other control characters that do not occur in text.
   *
   * @param isCut whether the file continues, so that the last character may be incomplete
   * @param isTextFormat whether bytes that are not UTF-8 are probably text
   */
  public static @Nullable DecodedText of(byte[] content, boolean isCut, boolean isTextFormat) {
    if (startsWith(content, 0xff, 0xfe)) {
      return decode(content, 2, StandardCharsets.UTF_16LE, isCut);
    }
    if (startsWith(content, 0xfe, 0xff)) {
      return decode(content, 2, StandardCharsets.UTF_16BE, isCut);
    }
    int start = startsWith(content, 0xef, 0xbb, 0xbf) ? 3 : 0;
    if (hasBinaryBytes(content, isTextFormat)) {
      return null;
    }
    DecodedText text = decode(content, start, StandardCharsets.UTF_8, isCut);
    return text == null && isTextFormat ? decode(content, 0, WINDOWS, isCut) : text;
  }

  private static boolean startsWith(byte[] content, int... bytes) {
    if (content.length < bytes.length) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      if ((content[i] & 0xff) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  /** Text of unknown format has no control characters except for white space and the escapes of terminals. */
  private static boolean hasBinaryBytes(byte[] content, boolean isTextFormat) {
    for (byte b : content) {
      boolean isControl = b >= 0 && b < ' ' && (b < '\b' || b > '\r') && b != 0x1b;
      if (b == 0 || (isControl && !isTextFormat)) {
        return true;
      }
    }
    return false;
  }

  /** Returns null if the bytes are malformed, or contain NUL characters. */
  private static @Nullable DecodedText decode(
      byte[] content, int start, Charset encoding, boolean isCut) {
    CharsetDecoder decoder =
        encoding.newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    ByteBuffer in = ByteBuffer.wrap(content, start, content.length - start);
    CharBuffer out = CharBuffer.allocate(content.length - start);
    CoderResult result = decoder.decode(in, out, !isCut);
    String text = out.flip().toString();
    return result.isError() || text.indexOf('\0') >= 0 ? null : new DecodedText(text, encoding);
  }
}
