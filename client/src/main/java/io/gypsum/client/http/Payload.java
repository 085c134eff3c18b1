package io.gypsum.client.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.json.JsonWritable;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request; written again for each attempt.
 *
 * @param contentType null to say nothing of it
 */
public record Payload(long sizeBytes, @Nullable String contentType, Writer writer) {
  /** Writes exactly the announced bytes. */
  @FunctionalInterface
  public interface Writer {
    void writeTo(OutputStream out) throws IOException;
  }

  static final Payload NONE = new Payload(0, null, out -> {});

  public static Payload json(JsonWritable document) {
    byte[] bytes = JsonOutput.bytes(document);
    return new Payload(bytes.length, "application/json", out -> out.write(bytes));
  }

  public static Payload form(Map<String, String> fields) {
    byte[] bytes =
        fields.entrySet()
            .stream()
            .map(field -> Percent.encode(field.getKey()) + "=" + Percent.encode(field.getValue()))
            .collect(Collectors.joining("&"))
            .getBytes(StandardCharsets.UTF_8);
    return new Payload(
        bytes.length, "application/x-www-form-urlencoded", out -> out.write(bytes));
  }
}
