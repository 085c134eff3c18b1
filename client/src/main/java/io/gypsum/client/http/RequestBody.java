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
 * The body of a request. It is written again for each attempt.
 *
 * @param contentType null to send no {@code Content-Type}
 */
public record RequestBody(long sizeBytes, @Nullable String contentType, Writer writer) {
  /** Writes exactly {@link #sizeBytes} bytes. */
  @FunctionalInterface
  public interface Writer {
    void writeTo(OutputStream out) throws IOException;
  }

  static final String FORM = "application/x-www-form-urlencoded";
  static final RequestBody NONE = new RequestBody(0, null, out -> {});

  /** Returns a JSON document as a body. */
  public static RequestBody json(JsonWritable document) {
    return of("application/json", JsonOutput.bytes(document));
  }

  /** Returns the fields of an HTML form as a body. */
  public static RequestBody form(Map<String, String> fields) {
    String form =
        fields.entrySet()
            .stream()
            .map(
                field -> PercentEncoding.encode(field.getKey()) + "="
                    + PercentEncoding.encode(field.getValue()))
            .collect(Collectors.joining("&"));
    return of(FORM, form.getBytes(StandardCharsets.UTF_8));
  }

  private static RequestBody of(String contentType, byte[] bytes) {
    return new RequestBody(bytes.length, contentType, out -> out.write(bytes));
  }
}
