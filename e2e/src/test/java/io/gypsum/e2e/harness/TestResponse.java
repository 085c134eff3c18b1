package io.gypsum.e2e.harness;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

/** A response of a server, with the assertions that tests share. */
public final class TestResponse {
  /** The last two only if files are missing when an upload is completed. */
  private static final Set<String> ERROR_PROPERTIES =
      Set.of("status", "reason", "kind", "missing", "missing_count");

  private final String request;
  private final int status;
  private final Map<String, List<String>> headers;
  private final byte[] body;

  /**
   * @param request for messages
   * @param headers by name in lower case
   */
  TestResponse(String request, int status, Map<String, List<String>> headers, byte[] body) {
    this.request = request;
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  public int status() {
    return status;
  }

  /** Returns the headers by name in lower case. */
  public Map<String, List<String>> headers() {
    return headers;
  }

  public byte[] body() {
    return body;
  }

  /** Returns the first value of a header, or null. */
  public String header(String name) {
    List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
    return values == null ? null : values.getFirst();
  }

  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  public Object json() {
    assertThat(header("Content-Type")).as("type of %s", this).isEqualTo("application/json");
    return Json.parse(body);
  }

  public String reason() {
    return (String) Json.object(json()).get("reason");
  }

  public String kind() {
    return (String) Json.object(json()).get("kind");
  }

  /** Returns whether the project is locked, except for the end of the caller's own upload, which waiting does not change. */
  private boolean saysThatOthersHaveTheLock() {
    return reason().contains("is locked") && !reason().contains("this upload has ended");
  }

  /** Returns the kinds of failure that the status permits. */
  private List<String> kinds() {
    return switch (status) {
      case 400 -> List.of("invalid", "not-found");
      case 401 -> List.of("unauthenticated");
      case 403 -> saysThatOthersHaveTheLock() ? List.of("locked") : List.of("forbidden", "locked");
      case 404 -> List.of("not-found");
      case 413 -> List.of("too-large");
      case 429 -> List.of("busy");
      case 500 -> List.of("internal", "corrupt");
      case 503 -> List.of("busy", "unavailable");
      case 507 -> List.of("no-space");
      default -> List.of("invalid");
    };
  }

  /** Returns this response after asserting its status. */
  public TestResponse has(int expectedStatus) {
    assertThat(status).as("status of %s", this).isEqualTo(expectedStatus);
    return this;
  }

  /** Returns this response after asserting status 200. */
  public TestResponse ok() {
    return has(200);
  }

  /** Asserts status 200 and an empty body. */
  public void empty() {
    ok();
    assertThat(body).as("body of %s", this).isEmpty();
    assertThat(header("Content-Length")).as("length of %s", this).isEqualTo("0");
  }

  /** Asserts status 200 and exactly this JSON, written with {@code '} instead of {@code "}. */
  public void isJson(String expected) {
    ok();
    assertThat(json()).as("%s", this).isEqualTo(Json.of(expected));
  }

  /**
   * Asserts an error response as the REST API specification describes it, with a reason that contains {@code words} and no internal details.
   */
  public TestResponse refused(int expectedStatus, String... words) {
    has(expectedStatus);
    assertThat(header("Access-Control-Allow-Origin")).as("readable by other origins: %s", this)
        .isEqualTo("*");
    Map<String, Object> error = Json.object(json());
    assertThat(error).as("%s", this).containsKeys("status", "reason", "kind");
    assertThat(error.keySet()).as("%s", this).isSubsetOf(ERROR_PROPERTIES);
    assertThat(error).as("%s", this).containsEntry("status", "error");
    assertThat(reason()).as("%s", this).isNotBlank();
    assertThat(kind()).as("%s", this).isIn(kinds());
    for (String word : words) {
      assertThat(reason()).as("%s", this).contains(word);
    }
    assertThat(reason())
        .as("no trace, class or local path: %s", this)
        .doesNotContain("Exception", "\tat ", "io.gypsum", "java.", "/tmp/");
    return this;
  }

  @Override
  public String toString() {
    String text = text();
    return request + " → " + status + " " + headers + " "
        + (text.length() > 500 ? text.substring(0, 500) + "…" : text);
  }
}
