package io.gypsum.core.json;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

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
}
