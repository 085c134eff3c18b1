package io.gypsum.e2e.hostile;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Generates requests from a seed. Most of them have the structure of valid requests with invalid parts. */
final class HostileRequests {
  private static final List<String> METHODS =
      List.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "BREW", "");
  private static final List<String> ROUTES =
      List.of(
          "/file/N", "/list?prefix=N&recursive=N", "/bundle", "/create/N", "/permissions/N",
          "/quota/N",
          "/upload/start/N/N/N", "/upload/presigned-file/N", "/upload/complete/N/N/N",
          "/upload/abort/N/N/N", "/upload/content?ticket=N", "/probation/approve/N/N/N",
          "/probation/reject/N/N/N", "/refresh/latest/N/N", "/refresh/usage/N", "/remove/N",
          "/remove/N/N", "/remove/N/N/N", "/unlock/N", "/credentials/N", "/health", "/metrics",
          "/openapi.json", "/N", "/N/N", "*", "N");
  private static final List<String> NAMES =
      List.of(
          "a", "v1", "p1", "p2", "..", ".", "%2E%2E", "..%2F..%2F..%2Fetc%2Fpasswd",
          "%2Fetc%2Fpasswd",
          "a%2F..%2F..%2Fx", "..permissions", "..tmp%2Flocks", "..logs", "%00", "a%00b",
          "%0D%0AX:y",
          "%ff%fe", "%C0%AE%C0%AE", "%", "%2", "%zz", "p1%2Fa%2Fv1%2F..%2F..%2F..usage", "~",
          "$HOME",
          "`id`", "%5C..%5C..", "a%5Cb", "con", "nul", "<script>", "' OR 1=1", "{{7*7}}", "a b",
          "%F0%9F%98%80", "\u00e4", ";x=y", "?", "#", "a?b=c", "//x", "-1", "9999999999999999999");
  private static final List<String> VALUES =
      List.of(
          "null", "true", "-1", "0", "1e400", "1e-400", "1E999999999",
          "123456789012345678901234567890",
          "\"\"", "\"../../x\"", "\"\\u0000\"", "\"\\ud800\"", "[]", "{}", "[[[[[[]]]]]]",
          "{\"a\":{\"a\":{\"a\":1}}}", "\"2030-01-01T00:00:00Z\"",
          "\"d41d8cd98f00b204e9800998ecf8427e\"",
          "12.5", "NaN", "'x'", "\"x", "[1,2", "{\"type\":\"simple\"}", "// c", "\u0001");
  private static final List<String> PROPERTIES =
      List.of(
          "permissions", "quota", "owners", "uploaders", "id", "until", "trusted", "asset",
          "version",
          "baseline", "growth_rate", "year", "files", "on_probation", "type", "path", "size",
          "md5sum",
          "link", "project", "__proto__", "");
  private static final List<String> HEADERS =
      List.of(
          "Range: bytes=0-", "Range: bytes=-1,5-,0-0,9-1", "If-None-Match: *", "If-Match: \"x\"",
          "If-Range: x", "If-Modified-Since: x", "Expect: 100-continue", "Expect: nothing",
          "Content-Length: -1", "Content-Length: 99999999999999999999", "Content-Length: x",
          "Transfer-Encoding: chunked", "Transfer-Encoding: gzip, chunked", "Transfer-Encoding: x",
          "Content-Encoding: gzip", "Content-Type: text/html", "Content-MD5: x", "Upgrade: h2c",
          "Connection: Upgrade", "X-Forwarded-For: 1.2.3.4", "X-HTTP-Method-Override: DELETE",
          "Cookie: a=b", "Origin: null", "Host: evil.example", " folded", "no colon", ": empty",
          "Te\u0001st: x", "Accept-Encoding: gzip");

  private final Random random;
  private final List<String> tokens;

  /** @param tokens valid access tokens; pick requests have an invalid one or none */
  HostileRequests(long seed, List<String> tokens) {
    this.random = new Random(seed);
    this.tokens = tokens;
  }

  /** Returns the bytes of the next request. It contains {@code Connection: close}, so that the server closes the connection. */
  byte[] next() {
    byte[] body = random.nextInt(3) == 0 ? new byte[0] : body();
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    write(request, head(body.length));
    request.writeBytes(body);
    byte[] bytes = request.toByteArray();
    return random.nextInt(40) == 0 ? cut(bytes) : bytes;
  }

  private String head(int bodyBytes) {
    StringBuilder head = new StringBuilder();
    head.append(method())
        .append(' ')
        .append(target())
        .append(' ')
        .append(rarely("HTTP/9.9", "HTTP/1.1"))
        .append("\r\n");
    head.append("Host: x\r\nConnection: close\r\n");
    switch (random.nextInt(6)) {
      case 0 -> {}
      case 1 -> head.append("Authorization: ").append(pick(NAMES)).append("\r\n");
      case 2 -> head.append("Authorization: Bearer ").append(pick(NAMES)).append("\r\n");
      default -> head.append("Authorization: Bearer ").append(pick(tokens)).append("\r\n");
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      head.append(rarely(pick(HEADERS), "X-Fine: yes")).append("\r\n");
    }
    if (random.nextInt(200) == 0) {
      head.append("X-Long: ").append("y".repeat(random.nextInt(100_000))).append("\r\n");
    }
    if (bodyBytes > 0) {
      head.append("Content-Length: ").append(bodyBytes + rarelyOff()).append("\r\n");
    }
    return head.append("\r\n").toString();
  }

  private String method() {
    return random.nextInt(3) == 0 ? pick(METHODS) : pick(METHODS.subList(0, 5));
  }

  private String target() {
    StringBuilder target = new StringBuilder();
    String route = pick(ROUTES);
    for (int i = 0; i < route.length(); i++) {
      if (route.charAt(i) == 'N') {
        target.append(name());
      } else {
        target.append(route.charAt(i));
      }
    }
    return target.toString();
  }

  private String name() {
    return switch (random.nextInt(8)) {
      case 0, 1, 2 -> pick(NAMES.subList(0, 4));
      case 3 -> pick(NAMES) + pick(NAMES);
      case 4 -> "n".repeat(random.nextInt(random.nextInt(20) == 0 ? 40_000 : 300));
      case 5 -> noise(1 + random.nextInt(12));
      default -> pick(NAMES);
    };
  }

  /** Returns printable characters without spaces and line ends. */
  private String noise(int length) {
    StringBuilder noise = new StringBuilder();
    for (int i = 0; i < length; i++) {
      noise.append((char) ('!' + random.nextInt(94)));
    }
    return noise.toString();
  }

  private byte[] body() {
    return switch (random.nextInt(12)) {
      case 0 -> {
        byte[] bytes = new byte[random.nextInt(2000)];
        random.nextBytes(bytes);
        yield bytes;
      }
      case 1 -> utf8("[".repeat(random.nextInt(random.nextInt(10) == 0 ? 500_000 : 200)));
      case 2 -> utf8(object(3).substring(random.nextInt(2)));
      case 3 -> utf8("{\"files\":[" + repeated(this::file, random.nextInt(50)) + "]}");
      case 4 -> utf8("{\"x\":\"" + "z".repeat(random.nextInt(200_000)) + "\"}");
      default -> utf8(object(2));
    };
  }

  private String file() {
    return "{\"type\":\"" + pick(List.of("simple", "dedup", "link", "x")) + "\",\"path\":\""
        + pick(
            List.of("f", "d/f", "../x", "/x", "..x", "a//b", "a\\\\b", "f\\u0000", "l".repeat(300)))
        + "\",\"size\":" + pick(List.of("0", "1", "-1", "1e3", "9e18", "\"1\"", "1.5"))
        + ",\"md5sum\":\"d41d8cd98f00b204e9800998ecf8427e\",\"link\":" + pick(VALUES) + "}";
  }

  private String object(int depth) {
    return "{" + repeated(
        () -> "\"" + pick(PROPERTIES) + "\":"
            + (depth > 0 && random.nextBoolean() ? object(depth - 1) : pick(VALUES)),
        random.nextInt(4)) + "}";
  }

  private static String repeated(Supplier<String> item, int times) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < times; i++) {
      text.append(i > 0 ? "," : "").append(item.get());
    }
    return text.toString();
  }

  private byte[] cut(byte[] bytes) {
    return java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
  }

  private <T> T rarely(T odd, T usual) {
    return random.nextInt(6) == 0 ? odd : usual;
  }

  /** Returns -1 in rare cases, otherwise 0. A positive value would only wait for the server's timeout. */
  private int rarelyOff() {
    return random.nextInt(30) == 0 ? -1 : 0;
  }

  private <T> T pick(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void write(ByteArrayOutputStream out, String text) {
    out.writeBytes(utf8(text));
  }
}
