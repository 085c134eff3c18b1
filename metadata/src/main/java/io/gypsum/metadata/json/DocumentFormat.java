package io.gypsum.metadata.json;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/**
 * The limits of metadata documents and the parser that enforces them. Validation and the index share them: a document
 * that was validated before its upload is never too large for the index.
 */
public final class DocumentFormat {
  /** Maximum size of a document; several of them are in memory at a time. */
  public static final int MAX_BYTES = 32 * 1024 * 1024;
  /** Maximum nesting depth, a limit of SQLite. */
  public static final int MAX_DEPTH = 1000;
  /** Maximum length of a number: comparing a longer one could take minutes. */
  public static final int MAX_NUMBER_CHARS = 100_000;

  /** Creates parsers that enforce the limits, except for {@link #MAX_BYTES}. */
  public static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(MAX_NUMBER_CHARS)
                  .maxStringLength(MAX_BYTES)
                  .maxNameLength(MAX_BYTES)
                  .build())
          .enable(StreamReadFeature.USE_FAST_BIG_NUMBER_PARSER)
          // Property names may be data, so many different names are not an attack.
          .disable(TokenStreamFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
          .build();

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private DocumentFormat() {}

  /** Returns why a document of this size is not supported; null if it is. */
  public static @Nullable String sizeProblem(long sizeBytes) {
    return sizeBytes > MAX_BYTES
        ? "is longer than the maximum of " + MAX_BYTES + " bytes"
        : null;
  }

  /** Describes the exceeded limit that a parser of {@link #FACTORY} has reported. */
  public static String problem(StreamConstraintsException exceeded) {
    return String.valueOf(exceeded.getOriginalMessage()).startsWith("Document nesting")
        ? "nested deeper than " + MAX_DEPTH + " levels"
        : "contains a number of more than " + MAX_NUMBER_CHARS + " characters";
  }

  /** Returns the text without its byte-order mark, if it starts with one. */
  public static byte[] withoutByteOrderMark(byte[] text) {
    int length = BYTE_ORDER_MARK.length;
    return text.length >= length && Arrays.equals(text, 0, length, BYTE_ORDER_MARK, 0, length)
        ? Arrays.copyOfRange(text, length, text.length)
        : text;
  }
}
