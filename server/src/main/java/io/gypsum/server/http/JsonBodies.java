package io.gypsum.server.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

import io.gypsum.core.GypsumException;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.MalformedJsonException;
import jakarta.servlet.http.HttpServletRequest;

/** Reads JSON bodies of requests within bounds. */
final class JsonBodies {
  <T> T read(
      HttpServletRequest request, long maxBytes, boolean mayBeAbsent,
      Function<JsonInput, T> document) throws IOException {
    if (request.getContentLengthLong() > maxBytes) {
      throw new GypsumException(
          GypsumException.Kind.TOO_LARGE, "the body is over " + maxBytes + " bytes");
    }
    InputStream body = request.getInputStream();
    if (mayBeAbsent && request.getContentLengthLong() <= 0
        && request.getHeader("Transfer-Encoding") == null) {
      body = new ByteArrayInputStream("{}".getBytes(StandardCharsets.UTF_8));
    }
    try {
      return JsonInput.read(body, document);
    } catch (MalformedJsonException e) {
      throw new GypsumException(
          GypsumException.Kind.INVALID, "request body: " + e.problem(), e);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
