package io.gypsum.server.http;

import java.io.IOException;
import java.nio.ByteBuffer;

import io.gypsum.core.json.JsonOutput;
import org.apache.coyote.Response;

/** Whole answers that are at hand in memory. */
final class Answers {
  static final String JSON = "application/json";

  private Answers() {}

  /** What every answer carries. */
  static void begin(Response response) {
    response.setHeader("Access-Control-Allow-Origin", "*");
    response.setHeader("X-Content-Type-Options", "nosniff");
  }

  static void bytes(Response response, int status, String contentType, byte[] body)
      throws IOException {
    response.setStatus(status);
    response.setContentTypeNoCharset(contentType);
    response.setContentLength(body.length);
    // Of an answer to HEAD, Tomcat sends the headers only.
    response.doWrite(ByteBuffer.wrap(body));
  }

  /** The answer to every request that failed; does nothing when the answer is already on its way. */
  static void failure(Response response, int status, String reason) throws IOException {
    if (!response.isCommitted()) {
      bytes(response, status, JSON, failureBody(reason));
    }
  }

  private static byte[] failureBody(String reason) {
    return JsonOutput.bytes(
        out -> {
          out.writeStartObject();
          out.writeStringProperty("status", "error");
          out.writeStringProperty("reason", reason);
          out.writeEndObject();
        });
  }
}
