package io.gypsum.server;

import java.io.IOException;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;

import io.gypsum.server.http.RawHttp;
import io.gypsum.server.http.RawHttp.Answer;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A copy of the cookie and of the CSRF token of a session. Responses do not change it.
 *
 * @param cookie as in a {@code Cookie} header
 * @param csrf the token of its forms
 */
record BrowserSession(int port, String cookie, String csrf) {
  static final String BROWSER = "Accept: text/html,application/xhtml+xml,*/*;q=0.8";
  static final String FORM = "Content-Type: application/x-www-form-urlencoded";
  /** {@link RawHttp} names this host. */
  static final String ORIGIN = "Origin: http://localhost";

  Answer get(String path, String... headers) throws IOException {
    return ask("GET", path, headers);
  }

  Answer ask(String method, String path, String... headers) throws IOException {
    List<String> all = new ArrayList<>(List.of(headers));
    all.add("Cookie: " + cookie);
    all.add(BROWSER);
    return RawHttp.ask(port, method, path, all.toArray(String[]::new));
  }

  /** Sends a form of this session. */
  Answer post(String path, String fields) throws IOException {
    return send("POST", path, fields);
  }

  /** Sends fields as a form does, or a JSON object that is not empty as a script does. */
  Answer send(String method, String path, String body) throws IOException {
    return body.startsWith("{\"")
        ? sendRaw(
            method, path, body, ORIGIN, "Content-Type: application/json", "X-CSRF-Token: " + csrf)
        : sendRaw(method, path, body + "&csrf=" + csrf, ORIGIN, FORM);
  }

  /** Sends a body with the cookie, but with no other headers than the given ones. */
  Answer sendRaw(String method, String path, String body, String... headers) throws IOException {
    List<String> all = new ArrayList<>(List.of(headers));
    all.add("Cookie: " + cookie);
    all.add(BROWSER);
    all.add("Content-Length: " + body.length());
    return RawHttp
        .ask(port, RawHttp.head(method, path, all.toArray(String[]::new)) + "\r\n" + body);
  }

  /** Returns whether the session has a user. */
  boolean isSignedIn() throws IOException {
    return get("/").text().contains("action=\"/sign-out\"");
  }

  static String encode(String text) {
    return URLEncoder.encode(text, UTF_8);
  }
}
