package io.gypsum.client.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

import io.gypsum.core.PercentEncoding;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.json.JsonWritable;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request; written again for each attempt.
 *
 * @param contentType null to say nothing of it
 */
public record RequestBody(long sizeBytes, @Nullable String contentType, Writer writer) {
  /** Writes exactly the announced bytes. */
  @FunctionalInterface
  public interface Writer {
    void writeTo(OutputStream out) throws IOException;
  }

  static final RequestBody NONE = new RequestBody(0, null, out -> {});

  public static RequestBody json(JsonWritable document) {
    byte[] bytes = JsonOutput.bytes(document);
    return new RequestBody(bytes.length, "application/json", out -> out.write(bytes));
  }

  public static RequestBody form(Map<String, String> fields) {
    byte[] bytes =
        fields.entrySet()
            .stream()
            .map(
                field -> PercentEncoding.encode(field.getKey()) + "="
                    + PercentEncoding.encode(field.getValue()))
            .collect(Collectors.joining("&"))
            .getBytes(StandardCharsets.UTF_8);
    return new RequestBody(
        bytes.length, "application/x-www-form-urlencoded", out -> out.write(bytes));
  }
}
