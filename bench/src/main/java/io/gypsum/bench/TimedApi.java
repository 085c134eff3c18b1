package io.gypsum.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonOutput;

/** Sends the requests of an upload, and reads. Each is timed from the first byte sent to the last byte received. */
final class TimedApi implements AutoCloseable {
  private static final int MAX_ATTEMPTS = 600;
  private static final int ATTEMPT_INTERVAL_MILLIS = 200;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI server;
  private final String token;

  /** @param token the token of an administrator */
  TimedApi(URI server, String token) {
    this.server = server;
    this.token = token;
  }

  /** A response and its duration. */
  record TimedResponse(String body, double seconds) {
    <T> T json(Function<JsonInput, T> document) {
      return JsonInput.read(body.getBytes(StandardCharsets.UTF_8), document);
    }
  }

  /**
   * A running upload.
   *
   * @param firstUrl the URL of the first file that must be sent; empty if no file must be sent
   * @param seconds the duration of the start request
   */
  record Session(
      String firstUrl, String completeUrl, String abortUrl, String token, double seconds) {
  }

  void create(String project) throws IOException {
    post(
        "/create/" + project, token,
        "{\"quota\":{\"baseline\":1000000000000}}".getBytes(StandardCharsets.UTF_8));
  }

  /** @param type the type of all files: {@code simple} or {@code dedup} */
  Session start(String version, String type, List<SmallFiles.Declared> files) throws IOException {
    byte[] body = JsonOutput.bytes(
        out -> {
          out.writeStartObject();
          out.writeName("files").writeStartArray();
          for (SmallFiles.Declared file : files) {
            out.writeStartObject();
            out.writeStringProperty("type", type);
            out.writeStringProperty("path", file.path());
            out.writeNumberProperty("size", file.sizeBytes());
            out.writeStringProperty("md5sum", file.md5());
            out.writeEndObject();
          }
          out.writeEndArray();
          out.writeEndObject();
        });
    TimedResponse response = post("/upload/start/" + version, token, body);
    return response.json(in -> session(in, response.seconds()));
  }

  private static Session session(JsonInput in, double seconds) {
    String first = "";
    String complete = "";
    String abort = "";
    String token = "";
    in.beginObject();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      switch (name) {
        case "file_urls" ->
            first = in.array(item -> value(item, "url")).stream().findFirst().orElse("");
        case "complete_url" -> complete = in.string();
        case "abort_url" -> abort = in.string();
        case "session_token" -> token = in.string();
        default -> in.skip();
      }
    }
    return new Session(first, complete, abort, token, seconds);
  }

  /** Returns the URL to which the first file of the session is sent. */
  String presign(Session session) throws IOException {
    TimedResponse response = post(session.firstUrl(), session.token(), new byte[0]);
    return response.json(in -> value(in, "url"));
  }

  TimedResponse complete(Session session) throws IOException {
    return post(session.completeUrl(), session.token(), new byte[0]);
  }

  void abort(Session session) throws IOException {
    post(session.abortUrl(), session.token(), new byte[0]);
  }

  TimedResponse get(String path) throws IOException {
    return send(HttpRequest.newBuilder(server.resolve(path)).build());
  }

  /** Waits until the server answers a path, for at most two minutes. */
  void await(String path) throws IOException {
    for (int i = 0;; i++) {
      try {
        get(path);
        return;
      } catch (IOException e) {
        if (i > MAX_ATTEMPTS) {
          throw e;
        }
        Pause.millis(ATTEMPT_INTERVAL_MILLIS);
      }
    }
  }

  /** Requests a page like a browser, reads it to its end, and returns the time until its first byte was received. */
  double secondsToFirstByte(String path, int status) throws IOException {
    HttpRequest request = HttpRequest.newBuilder(server.resolve(path))
        .header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
        .build();
    long start = System.nanoTime();
    HttpResponse<InputStream> response = exchange(request, BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      int first = body.read();
      double seconds = (System.nanoTime() - start) / 1e9;
      body.transferTo(OutputStream.nullOutputStream());
      if (response.statusCode() != status || first < 0) {
        throw new IOException(
            path + " returned status " + response.statusCode() + ": expected " + status
                + " and a body");
      }
      return seconds;
    }
  }

  private TimedResponse post(String path, String bearer, byte[] body) throws IOException {
    return send(
        HttpRequest.newBuilder(server.resolve(path))
            .header("Authorization", "Bearer " + bearer)
            .POST(BodyPublishers.ofByteArray(body))
            .build());
  }

  private TimedResponse send(HttpRequest request) throws IOException {
    long start = System.nanoTime();
    HttpResponse<byte[]> response = exchange(request, BodyHandlers.ofByteArray());
    double seconds = (System.nanoTime() - start) / 1e9;
    String body = new String(response.body(), StandardCharsets.UTF_8);
    if (response.statusCode() != 200) {
      throw new IOException(
          request.uri().getPath() + " returned status " + response.statusCode() + ": " + body);
    }
    return new TimedResponse(body, seconds);
  }

  private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> body)
      throws IOException {
    try {
      return http.send(request, body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static String value(JsonInput in, String property) {
    String value = in.property(property, JsonInput::string);
    return value == null ? "" : value;
  }

  @Override
  public void close() {
    http.close();
  }
}
