package io.gypsum.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.gypsum.core.GypsumException;
import io.gypsum.server.check.CheckResult;
import io.gypsum.server.check.ServerCheck;
import io.gypsum.server.http.RawHttp;
import io.gypsum.server.http.RawHttp.Answer;
import io.gypsum.server.settings.ServerSettings;
import io.gypsum.server.settings.SettingsReader;
import io.gypsum.server.settings.SettingsSources;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The options --pages, --site-title, --site-logo and --site-about. */
class PageOptionsTest {
  private static final String BROWSER = "Accept: text/html,application/xhtml+xml,*/*;q=0.8";

  @TempDir Path directory;

  private ServerSettings settings(String... namesAndValues) {
    Map<String, String> flags =
        new HashMap<>(Map.of("port", "0", "data", directory.resolve("data").toString()));
    for (int i = 0; i < namesAndValues.length; i += 2) {
      flags.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return SettingsReader.read(SettingsSources.of(flags, directory));
  }

  private static GypsumServer start(ServerSettings settings) {
    return GypsumServer.start(settings, (address, createBucket) -> new MemoryStore());
  }

  private static Answer get(GypsumServer server, String path) throws IOException {
    return RawHttp.ask(server.address().getPort(), "GET", path, BROWSER);
  }

  @Test
  void withoutPagesTheirAddressesDoNotExistAndErrorsAreJson() throws IOException {
    try (GypsumServer server = start(settings("pages", "off"))) {
      assertThat(server.pageRoutes()).isEmpty();
      for (String path : List.of("/", "/browse/p", "/catalog", "/assets/x", "/file/p/a/v/f")) {
        Answer answer = get(server, path);
        assertThat(answer.status()).as(path).isEqualTo(404);
        assertThat(answer.header("Content-Type")).as(path).isEqualTo("application/json");
      }
    }
  }

  @Test
  void aSiteHasItsTitleLogoAndDescription() throws IOException {
    Path logo = write("logo.svg", "<?xml version='1.0'?><svg xmlns='x'><script>1</script></svg>");
    Path about =
        write(
            "about.md",
            "# Mice\n\nAsk *us*: [data](browse/p) <script>alert(1)</script> [x](javascript:1)");
    ServerSettings settings =
        settings(
            "site-title", "Atlas & <more>", "site-logo", logo.toString(), "site-about",
            about.toString());
    try (GypsumServer server = start(settings)) {
      String home = get(server, "/").text();
      assertThat(home)
          .contains(
              "Atlas &amp; &lt;more&gt;</title>", "Mice</h", "<em>us</em>",
              "href=\"/browse/p\"")
          .doesNotContain("<script>", "href=\"javascript");
      String image = home.replaceFirst("(?s).*src=\"(/assets/logo\\.\\w+\\.svg)\".*", "$1");
      Answer served = get(server, image);
      assertThat(served.header("Content-Type")).isEqualTo("image/svg+xml");
      assertThat(served.body()).isEqualTo(Files.readAllBytes(logo));
      assertThat(served.header("Content-Security-Policy")).contains("sandbox");
    }
  }

  @ParameterizedTest
  @CsvSource({"\u0089PNG|x, png", "\u00ff\u00d8\u00ffx, jpg", "<SVG>, svg"})
  void theTypeOfALogoIsThatOfItsContent(String content, String extension) throws IOException {
    Path logo = write("logo", content.replace("|", "\r\n\u001a\n"));
    try (GypsumServer server = start(settings("site-logo", logo.toString()))) {
      assertThat(get(server, "/").text()).containsPattern("/assets/logo\\.\\w+\\." + extension);
    }
  }

  @ParameterizedTest
  @CsvSource({
      "site-logo, 0, text, is not a PNG", "site-logo, 262145, <svg, is larger than 256 KiB",
      "site-about, 65537, x, is larger than 64 KiB", "site-about, 0, \u00ff, is not UTF-8",
      "site-logo, -1, '', does not exist", "site-about, -1, '', does not exist"})
  void aFileThatCannotBeUsedIsReportedBeforeTheServerStarts(
      String option, int size, String start, String problem) throws IOException {
    Path file = directory.resolve("file");
    if (size >= 0) {
      write("file", start + " ".repeat(Math.max(0, size - start.length())));
    }
    ServerSettings settings = settings(option, file.toString());
    assertThatThrownBy(() -> start(settings))
        .isInstanceOf(GypsumException.class)
        .hasMessageContainingAll("--" + option, "'" + file + "'", problem);
    assertThat(ServerCheck.run(settings, address -> new MemoryStore(), false))
        .filteredOn(CheckResult::isFailed)
        .singleElement()
        .satisfies(failed -> assertThat(failed.detail()).contains(problem));
  }

  @Test
  void filesOfTheMaximumSizeCanBeUsed() throws IOException {
    Path logo = write("logo", "<svg" + " ".repeat(256 * 1024 - 4));
    Path about = write("about", "x".repeat(64 * 1024));
    try (GypsumServer server =
        start(settings("site-logo", logo.toString(), "site-about", about.toString()))) {
      assertThat(get(server, "/").status()).isEqualTo(200);
    }
  }

  private Path write(String name, String latin1) throws IOException {
    return Files.write(directory.resolve(name), latin1.getBytes(ISO_8859_1));
  }
}
