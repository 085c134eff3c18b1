package io.gypsum.e2e.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

import io.gypsum.e2e.harness.HttpSocket;
import io.gypsum.e2e.harness.Users;
import io.gypsum.server.GypsumServer;
import io.gypsum.server.settings.SettingsReader;
import io.gypsum.server.settings.SettingsSources;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sends an input to a running server. In the input a line feed stands for the end of a line of HTTP, {@code TOKEN} for the
 * access token of the owner of the project {@code p}, and {@code LENGTH} for the length of what follows the first empty
 * line; an input that starts with {@code !} is sent as it is.
 */
final class HttpTarget implements FuzzTarget {
  private static final Map<String, String> BUCKET =
      Map.of(
          "p/..permissions", "{\"owners\":[\"olga\"],\"uploaders\":[]}",
          "p/..quota", "{\"baseline\":1000000,\"growth_rate\":0,\"year\":2026}",
          "p/..usage", "{\"total\":5}",
          "p/a/..latest", "{\"version\":\"v\"}",
          "p/a/v/..summary",
          "{\"upload_user_id\":\"olga\",\"upload_start\":\"2026-01-01T00:00:00.000Z\","
              + "\"upload_finish\":\"2026-01-01T00:00:01.000Z\"}",
          "p/a/v/..manifest",
          "{\"f\":{\"size\":5,\"md5sum\":\"5d41402abc4b2a76b9719d911017c592\"}}",
          "p/a/v/f", "hello");
  /** Requests that a server does not support, or cannot accept at the moment. */
  private static final Set<String> SERVER_ERRORS = Set.of("501", "503", "505");
  private static final String ERROR_BODY = "{\"status\":\"error\"";
  private final Path directory = Files.createTempDirectory("gypsum-fuzz-http");
  private final String token = Users.OWNER.token();
  private final GypsumServer server;

  HttpTarget() throws IOException {
    Path data = Users.newData(directory);
    for (var object : BUCKET.entrySet()) {
      Path file = data.resolve("bucket").resolve(object.getKey());
      Files.createDirectories(file.getParent());
      Files.writeString(file, object.getValue());
    }
    server =
        GypsumServer.start(
            SettingsReader.read(
                SettingsSources.of(
                    Map.of(
                        "data", data.toString(), "port", "0", "access-log", "false", "index",
                        "_meta.json"),
                    directory)));
  }

  @Override
  public void run(byte[] input) {
    byte[] request = request(input);
    byte[] received = HttpSocket.send(server.address(), request, true);
    String response = new String(received, StandardCharsets.ISO_8859_1);
    assertThat(response)
        .doesNotContain("HTTP/1.1 500", directory.toString(), "\tat io.gypsum");
    // A URL that contains the token may be repeated in an error message or a redirect; the header must not be.
    assertThat(response.contains(token) && !isOutsideAuthorization(token, request))
        .as(response)
        .isFalse();
    if (response.isEmpty() || isWithoutVersion(request) || response.startsWith(ERROR_BODY)) {
      // No response is valid for a malformed or incomplete request, one without a head for a request of HTTP/0.9, or for a
      // malformed one after that: Tomcat keeps the version of the last well-formed request that it has processed.
      return;
    }
    assertThat(response).startsWith("HTTP/1.1 ");
    String status = response.substring(9, Math.min(12, response.length()));
    assertThat(status).as(response).matches("[1-5]\\d\\d");
    assertThat(status.startsWith("5") && !SERVER_ERRORS.contains(status)).as(response).isFalse();
  }

  private static boolean isOutsideAuthorization(String token, byte[] request) {
    return new String(request, StandardCharsets.ISO_8859_1)
        .lines()
        .anyMatch(
            line -> line.contains(token)
                && !line.regionMatches(true, 0, "authorization:", 0, "authorization:".length()));
  }

  private static boolean isWithoutVersion(byte[] request) {
    String line = new String(request, StandardCharsets.ISO_8859_1).stripLeading()
        .lines()
        .findFirst()
        .orElse("");
    return !line.contains(" HTTP/");
  }

  private byte[] request(byte[] input) {
    String text = new String(input, StandardCharsets.ISO_8859_1);
    if (text.startsWith("!")) {
      return text.substring(1).getBytes(StandardCharsets.ISO_8859_1);
    }
    int end = text.indexOf("\n\n");
    String head = end < 0 ? text : text.substring(0, end + 2);
    String body = end < 0 ? "" : text.substring(end + 2);
    return (head.replace("\n", "\r\n")
        .replace("TOKEN", token)
        .replace("LENGTH", Integer.toString(body.length())) + body)
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    server.close();
    TemporaryFiles.delete(directory);
  }
}
