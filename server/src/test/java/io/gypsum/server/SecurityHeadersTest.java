package io.gypsum.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.gypsum.server.http.RawHttp;
import io.gypsum.server.http.RawHttp.Answer;
import io.gypsum.server.http.Route;
import io.gypsum.server.settings.SettingsReader;
import io.gypsum.server.settings.SettingsSources;
import io.gypsum.server.testing.TestVersion;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The headers that protect people who open an address in a browser (pages.md, section 3), on every route. */
class SecurityHeadersTest {
  private static final String BROWSER = "Accept: text/html,application/xhtml+xml,*/*;q=0.8";
  private static final String PROGRAM = "Accept: application/json";
  private static final String PAGE_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
  private static final Pattern ASSET = Pattern.compile("(?:href|src)=\"(/assets/[^\"]+)\"");
  private static final Map<String, String> EXISTING =
      Map.of(
          "{project}", "p", "{asset}", "a", "{version}", "v1", "{path...}", "d/x.html", "{from}",
          "v1", "{to}", "v1");

  @TempDir Path directory;

  private final MemoryStore store = new MemoryStore();
  private GypsumServer server;

  @BeforeEach
  void start() {
    new TestVersion(store, "p/a/v1").file("d/x.html", "<script>alert(1)</script>").publish();
    server =
        GypsumServer.start(
            SettingsReader.read(
                SettingsSources.of(
                    Map.of("port", "0", "data", directory.toString()), directory)),
            (address, createBucket) -> store);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void everyResponseOfEveryPageIsProtected() throws IOException {
    int found = 0;
    for (Route route : server.pageRoutes()) {
      for (String path : List.of(existing(route), missing(route))) {
        for (String accept : List.of(BROWSER, PROGRAM)) {
          for (String method : List.of("GET", "HEAD")) {
            Answer answer = ask(method, path, accept);
            found += answer.status() == 200 ? 1 : 0;
            assertProtected(method + " " + path + " " + accept, answer);
          }
        }
      }
    }
    assertThat(found).as("responses that are not errors").isGreaterThanOrEqualTo(4);
  }

  @Test
  void errorsOfTheApiAreProtectedIfABrowserShowsThem() throws IOException {
    for (String path : List
        .of("/file/missing", "/data/p/a/v1/missing", "/unknown", "/file/..%2f")) {
      Answer answer = ask("GET", path, BROWSER);
      assertThat(answer.status()).as(path).isGreaterThanOrEqualTo(400);
      assertProtected(path, answer);
    }
  }

  @Test
  void assetsRunNothingByThemselves() throws IOException {
    List<String> assets = new ArrayList<>();
    Matcher links = ASSET.matcher(ask("GET", "/", BROWSER).text());
    while (links.find()) {
      assets.add(links.group(1));
    }
    assertThat(assets).hasSizeGreaterThan(3).allSatisfy(path -> {
      Answer asset = ask("GET", path, BROWSER);
      assertThat(asset.status()).isEqualTo(200);
      // A worker may import the other scripts.
      assertThat(asset.header("Content-Security-Policy"))
          .startsWith(
              path.endsWith(".js")
                  ? "default-src 'none'; script-src 'self'; frame-ancestors 'none'"
                  : "sandbox; default-src 'none';");
      assertCommon(path, asset);
    });
  }

  @Test
  void filesOfUsersKeepTheirSandbox() throws IOException {
    for (String path : List
        .of("/file/p/a/v1/d/x.html", "/data/p/a/v1/d/x.html", "/archive/p/a/v1.zip")) {
      Answer file = ask("GET", path, BROWSER);
      assertThat(file.status()).as(path).isEqualTo(200);
      assertThat(file.header("Content-Security-Policy")).as(path)
          .isEqualTo("sandbox; default-src 'none'");
      assertThat(file.header("X-Content-Type-Options")).as(path).isEqualTo("nosniff");
    }
  }

  private Answer ask(String method, String path, String accept) throws IOException {
    return RawHttp.ask(server.address().getPort(), method, path, accept);
  }

  private static String existing(Route route) {
    String path = route.pattern();
    for (Map.Entry<String, String> value : EXISTING.entrySet()) {
      path = path.replace(value.getKey(), value.getValue());
    }
    return path.replaceAll("\\{[^}]*}", "x");
  }

  private static String missing(Route route) {
    return route.pattern().replaceAll("\\{[^}]*}", "missing");
  }

  private static void assertProtected(String request, Answer answer) {
    assertThat(answer.header("Content-Security-Policy")).as("policy of %s", request)
        .isEqualTo(PAGE_POLICY);
    assertCommon(request, answer);
  }

  private static void assertCommon(String request, Answer answer) {
    assertThat(answer.header("X-Content-Type-Options")).as(request).isEqualTo("nosniff");
    assertThat(answer.header("X-Frame-Options")).as(request).isEqualTo("DENY");
    assertThat(answer.header("Referrer-Policy")).as(request).isEqualTo("same-origin");
  }
}
