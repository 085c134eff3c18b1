package io.gypsum.server.operation;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a bundle: a sequence of files, each of which is a line <code>{size} {url}</code> and that number of bytes
 * (rest-api.md, section 5). Holds one line at a time. Not thread-safe.
 */
final class BundleReader {
  /** Several times the length of a URL, which contains a path of at most 1,024 bytes. */
  static final int MAX_LINE_BYTES = 4096;
  private static final Pattern LINE = Pattern.compile("(0|[1-9][0-9]{0,9}) ([!-~]+)");

  private final InputStream body;
  /** The bytes of the current file that have not been read. */
  private long leftBytes;

  BundleReader(InputStream body) {
    this.body = body;
  }

  /**
   * The line before the content of a file. Not trusted.
   *
   * @param url as in the response of {@code upload/start}
   */
  record Line(long sizeBytes, String url) {}

  /** The body does not have the expected form; the rest cannot be read. */
  static final class MalformedBundleException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedBundleException(String problem) {
      super(problem);
    }
  }

  /**
   * Skips the rest of the current file and reads the next line.
   *
   * @return null at the end of the body
   */
  @Nullable
  Line next() throws IOException, MalformedBundleException {
    skipContent();
    byte[] line = new byte[MAX_LINE_BYTES];
    int length = 0;
    for (int next = body.read(); next != '\n'; next = body.read()) {
      if (next < 0 && length == 0) {
        return null;
      }
      if (next < 0) {
        throw endedEarly();
      }
      if (length == MAX_LINE_BYTES) {
        throw new MalformedBundleException(
            "the line before a file is longer than " + MAX_LINE_BYTES + " bytes");
      }
      line[length] = (byte) next;
      length++;
    }
    return parse(new String(line, 0, length, StandardCharsets.ISO_8859_1));
  }

  private Line parse(String text) throws MalformedBundleException {
    Matcher parts = LINE.matcher(text);
    if (!parts.matches()) {
      throw new MalformedBundleException(
          "expected a line with the size of the next file, a space, and its URL in the response of"
              + " upload/start");
    }
    Line line = new Line(Long.parseLong(parts.group(1)), parts.group(2));
    leftBytes = line.sizeBytes();
    return line;
  }

  /** Reads the content of the current file; may be called once for each file, which must be small. */
  byte[] content() throws IOException, MalformedBundleException {
    byte[] content = body.readNBytes(Math.toIntExact(leftBytes));
    if (content.length < leftBytes) {
      throw endedEarly();
    }
    leftBytes = 0;
    return content;
  }

  private void skipContent() throws IOException, MalformedBundleException {
    byte[] skipped = new byte[(int) Math.min(leftBytes, MAX_LINE_BYTES)];
    while (leftBytes > 0) {
      int count = body.read(skipped, 0, (int) Math.min(leftBytes, skipped.length));
      if (count < 0) {
        throw endedEarly();
      }
      leftBytes -= count;
    }
  }

  private static MalformedBundleException endedEarly() {
    return new MalformedBundleException("the body ended before the end of a file");
  }
}
