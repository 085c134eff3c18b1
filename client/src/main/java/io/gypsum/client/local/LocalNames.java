package io.gypsum.client.local;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.store.FileNameEncoding;

/**
 * Reads the names of local files. On Linux a name is a sequence of bytes, and Java silently replaces those that its encoding
 * does not contain; such a name is refused here instead of being published.
 */
public final class LocalNames {
  private static final char REPLACEMENT = '\uFFFD';
  private static final HexFormat HEX = HexFormat.of();

  private LocalNames() {}

  /**
   * Returns the components of a relative path, separated by {@code /}.
   *
   * @throws GypsumException INVALID if a name is not UTF-8, contains U+FFFD, or cannot be read with the encoding of this process
   */
  public static String slashed(Path relative) {
    String text = joined(relative);
    if (isCertain(text)) {
      return text;
    }
    if (hasBytes(relative)) {
      byte[] bytes = bytes(relative);
      requireSame(text, bytes);
    }
    requireIntact(text);
    return text;
  }

  /**
   * Checks that a name to be published contains no U+FFFD, with which Java replaces what it cannot decode.
   *
   * @throws GypsumException INVALID if it does
   */
  public static void requireIntact(String name) {
    if (name.indexOf(REPLACEMENT) >= 0) {
      throw GypsumException.invalid(
          "name '" + Printable.value(name) + "' contains U+FFFD, which stands for lost characters;"
              + " choose another name"
              + (FileNameEncoding.isUtf8() ? "" : ", or " + FileNameEncoding.ADVICE));
    }
  }

  /**
   * Checks that a local path given by a user has the bytes that the user entered. Java replaces the bytes of arguments, environment
   * variables and the current directory that it cannot decode, so the path would be a different one.
   *
   * @throws GypsumException INVALID if characters of the absolute path are lost
   */
  public static void requireComplete(Path path) {
    String text = path.toAbsolutePath().toString();
    if (text.indexOf(REPLACEMENT) >= 0) {
      throw GypsumException.invalid(
          "path '" + Printable.value(text) + "' contains characters that are lost: "
              + (FileNameEncoding.isUtf8()
                  ? "its name is not UTF-8; rename the file or directory"
                  : encodingProblem()));
    }
  }

  /** Returns a relative path for messages, in which bytes that are not UTF-8 have the form {@code \xef}. */
  public static String visible(Path relative) {
    String text = joined(relative);
    return Printable.value(
        isCertain(text) || !hasBytes(relative) ? text : escaped(bytes(relative)));
  }

  private static String joined(Path relative) {
    return StreamSupport.stream(relative.spliterator(), false)
        .map(Path::toString)
        .collect(Collectors.joining("/"));
  }

  /** Java replaces a byte with U+FFFD or, depending on the encoding, with a question mark. */
  private static boolean isCertain(String text) {
    return text.chars().allMatch(c -> c < 0x80 && c != '?');
  }

  private static void requireSame(String text, byte[] bytes) {
    String decoded;
    try {
      decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new GypsumException(
          GypsumException.Kind.INVALID,
          "file name '" + Printable.value(escaped(bytes)) + "' is not UTF-8; rename the file", e);
    }
    // Java on macOS returns names in another normalization form than the file system.
    if (!Normalizer.normalize(decoded, Normalizer.Form.NFC)
        .equals(Normalizer.normalize(text, Normalizer.Form.NFC))) {
      throw GypsumException.invalid(
          "file name '" + Printable.value(decoded) + "' cannot be read: " + encodingProblem());
    }
  }

  static String encodingProblem() {
    return "this process uses the encoding '" + FileNameEncoding.name()
        + "' instead of UTF-8 for file names; " + FileNameEncoding.ADVICE;
  }

  /** Returns whether the names of the file system consist of bytes, which Java shows in URIs only. */
  private static boolean hasBytes(Path path) {
    return path.getFileSystem().equals(FileSystems.getDefault())
        && path.getFileSystem().getSeparator().equals("/");
  }

  private static byte[] bytes(Path relative) {
    String uri = relative.toAbsolutePath().toUri().getRawPath();
    List<String> encoded = List.of(uri.split("/"));
    List<String> names =
        new ArrayList<>(encoded.subList(encoded.size() - relative.getNameCount(), encoded.size()));
    String text = String.join("/", names);
    ByteBuffer bytes = ByteBuffer.allocate(text.length());
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '%') {
        bytes.put((byte) HexFormat.fromHexDigits(text, i + 1, i + 3));
        i += 2;
      } else {
        bytes.put((byte) text.charAt(i));
      }
    }
    byte[] result = new byte[bytes.flip().remaining()];
    bytes.get(result);
    return result;
  }

  private static String escaped(byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length * 4);
    for (CoderResult result = decoder.decode(in, out, true); result.isError();
        result = decoder.decode(in, out, true)) {
      for (int i = 0; i < result.length(); i++) {
        out.put("\\x").put(HEX.toHexDigits(in.get()));
      }
    }
    return out.flip().toString();
  }
}
