package io.gypsum.core.json;

import java.io.ByteArrayOutputStream;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

import io.gypsum.core.Printable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/** Writes JSON documents as compact UTF-8. */
public final class JsonOutput {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
          .build();

  private JsonOutput() {}

  public static byte[] bytes(JsonWritable document) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    stream(bytes, document::writeTo);
    return bytes.toByteArray();
  }

  public static String text(JsonWritable document) {
    return new String(bytes(document), StandardCharsets.UTF_8);
  }

  /**
   * Writes to {@code out} without buffering the document, and leaves the stream open. When {@code document} throws, the
   * output ends in the middle, so that readers detect that it is incomplete.
   *
   * @throws tools.jackson.core.JacksonException when {@code out} fails
   */
  public static void stream(OutputStream out, Consumer<JsonGenerator> document) {
    try (JsonGenerator generator = generator(out)) {
      document.accept(generator);
    }
  }

  /**
   * Returns a generator that writes to {@code out}, for documents that are written piece by piece. Closing it leaves the stream
   * open and does not complete the document.
   */
  public static JsonGenerator generator(OutputStream out) {
    return FACTORY.createGenerator(ObjectWriteContext.empty(), out);
  }

  /**
   * Writes like {@link #stream}, for terminals: characters that {@link io.gypsum.core.Printable} escapes are written as JSON
   * escapes.
   */
  public static void printable(OutputStream out, Consumer<JsonGenerator> document) {
    Writer writer = new PrintableWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), writer)) {
      document.accept(generator);
    }
  }

  /** Escapes the characters of JSON text that are not printable; they occur only in its strings. */
  private static final class PrintableWriter extends FilterWriter {
    PrintableWriter(Writer target) {
      super(target);
    }

    @Override
    public void write(char[] chars, int offset, int length) throws IOException {
      int written = offset;
      for (int i = offset; i < offset + length; i++) {
        // Jackson escapes ASCII control characters itself. Surrogate pairs are visible characters, except for tags,
        // which do no harm.
        if (chars[i] >= 0x7f && !Character.isSurrogate(chars[i])) {
          String c = String.valueOf(chars[i]);
          if (!Printable.isPrintable(c)) {
            out.write(chars, written, i - written);
            out.write(Printable.line(c));
            written = i + 1;
          }
        }
      }
      out.write(chars, written, offset + length - written);
    }

    @Override
    public void write(String text, int offset, int length) throws IOException {
      write(text.toCharArray(), offset, length);
    }

    @Override
    public void write(int c) throws IOException {
      write(new char[] {(char) c}, 0, 1);
    }
  }
}
