package io.gypsum.e2e.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Sends requests to one server as one user. Paths are sent unchanged, so they must be encoded; see {@link #path}. */
public final class TestHttpClient {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(Duration.ofSeconds(20))
          .build();
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);

  private final URI server;
  private final String token;

  /** @param token the user's access token, or null */
  public TestHttpClient(URI server, String token) {
    this.server = server;
    this.token = token;
  }

  /** Returns a client of the same server for another user. */
  public TestHttpClient as(String otherToken) {
    return new TestHttpClient(server, otherToken);
  }

  /** Returns a client of another server for the same user. */
  public TestHttpClient at(URI otherServer) {
    return new TestHttpClient(otherServer, token);
  }

  public URI server() {
    return server;
  }

  /** Returns a path of these segments, each encoded; {@code /} in a segment becomes {@code %2F}. */
  public static String path(String... segments) {
    return Arrays.stream(segments).map(s -> "/" + segment(s)).collect(Collectors.joining());
  }

  public static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  public TestResponse get(String path, String... headers) {
    return send("GET", path, BodyPublishers.noBody(), headers);
  }

  public TestResponse head(String path, String... headers) {
    return send("HEAD", path, BodyPublishers.noBody(), headers);
  }

  public TestResponse delete(String path) {
    return send("DELETE", path, BodyPublishers.noBody());
  }

  public TestResponse post(String path) {
    return send("POST", path, BodyPublishers.noBody());
  }

  /** @param json a value that {@link Json#text} accepts */
  public TestResponse post(String path, Object json) {
    return send("POST", path, BodyPublishers.ofString(Json.text(json)));
  }

  public TestResponse put(String path, Object json) {
    return send("PUT", path, BodyPublishers.ofString(Json.text(json)));
  }

  /** Sends a body unchanged, whether it is JSON or not. */
  public TestResponse send(String method, String path, String body, String... headers) {
    return send(method, path, BodyPublishers.ofString(body), headers);
  }

  /** @param headers alternating names and values */
  public TestResponse send(String method, String path, BodyPublisher body, String... headers) {
    return send(URI.create(server + path), method, body, headers);
  }

  /** Sends a request to any address, such as a presigned URL. */
  public TestResponse send(URI address, String method, BodyPublisher body, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(address).method(method, body);
    request.timeout(REQUEST_TIMEOUT);
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    String what = method + " " + address.getRawPath();
    try {
      HttpResponse<byte[]> response = CLIENT.send(request.build(), BodyHandlers.ofByteArray());
      Map<String, java.util.List<String>> received = new TreeMap<>();
      response.headers()
          .map()
          .forEach((name, values) -> received.put(name.toLowerCase(Locale.ROOT), values));
      return new TestResponse(what, response.statusCode(), received, response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(what + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted: " + what, e);
    }
  }
}
