package io.gypsum.server.page;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.page.Page.CommandExample;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ResourceCommandsTest {
  private final PageUrls urls =
      new PageUrls(() -> "https://x.org", "/sub", Map.of());

  private static String text(List<CommandExample> commands, String label) {
    return commands.stream()
        .filter(command -> command.label().equals(label))
        .findFirst()
        .orElseThrow()
        .text();
  }

  @Test
  void aVersionIsDownloadedByEveryClient() {
    List<CommandExample> commands =
        ResourceCommands.ofVersion(urls, AssetVersion.parse("p/a b/v1"));
    assertThat(text(commands, "gypsum"))
        .isEqualTo("gypsum get --url https://x.org/sub 'p/a b/v1'");
    assertThat(text(commands, "curl"))
        .isEqualTo(
            "curl -fL -C - -o 'p-a b-v1.zip' https://x.org/sub/archive/p/a%20b/v1.zip");
    assertThat(text(commands, "Python")).endsWith(
        "directory = gypsum_client.save_version(\"p\", \"a b\", \"v1\", url=\"https://x.org/sub\")");
    assertThat(text(commands, "R"))
        .isEqualTo(
            "directory <- gypsum::saveVersion(\"p\", \"a b\", \"v1\", url=\"https://x.org/sub\")");
    assertThat(text(commands, "Java"))
        .contains("gypsum.version(\"p/a b/v1\").download().run();", "import java.nio.file.Path;");
  }

  @Test
  void foldersAndLatestVersionsAreDownloadedByCurl() {
    AssetVersion version = AssetVersion.parse("p/a/v1");
    assertThat(text(ResourceCommands.ofFolder(urls, version, "raw/run1"), "curl"))
        .isEqualTo(
            "curl -fL -C - -o p-a-v1-raw-run1.zip https://x.org/sub/archive/p/a/v1/raw/run1.zip");
    assertThat(text(ResourceCommands.ofFile(urls, version, "raw/-x"), "curl"))
        .isEqualTo("curl -fL -C - -o ./-x https://x.org/sub/data/p/a/v1/raw/-x");
    assertThat(text(ResourceCommands.ofAsset(urls, version.projectAsset()), "curl"))
        .isEqualTo("curl -fL -OJ https://x.org/sub/archive/p/a/latest.zip");
  }

  /** It refuses some combinations of options before it sends a request, and reports that with exit code 2. */
  @Test
  @Tag("process")
  void curlAcceptsTheOptions() throws Exception {
    PageUrls unreachable = new PageUrls(() -> "http://127.0.0.1:1", "", Map.of());
    AssetVersion version = AssetVersion.parse("p/a/v1");
    for (List<CommandExample> commands : List.of(
        ResourceCommands.ofServer(unreachable),
        ResourceCommands.ofProject(unreachable, version.project()),
        ResourceCommands.ofAsset(unreachable, version.projectAsset()),
        ResourceCommands.ofVersion(unreachable, version),
        ResourceCommands.ofFolder(unreachable, version, "d"),
        ResourceCommands.ofFile(unreachable, version, "d/f"))) {
      String command = text(commands, "curl");
      Process curl =
          new ProcessBuilder("bash", "-c", command.replaceFirst("curl", "curl -s"))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      assertThat(curl.waitFor()).as(command).isEqualTo(7);
    }
  }

  @Test
  void aNameThatLooksLikeAnOptionIsAnArgument() {
    assertThat(text(ResourceCommands.ofProject(urls, new ProjectName("-x")), "gypsum"))
        .isEqualTo("gypsum ls --url https://x.org/sub -- '-x'");
    assertThat(
        text(ResourceCommands.ofFile(urls, AssetVersion.parse("-p/a/v"), "f"), "gypsum"))
        .endsWith(" -- '-p/a/v:f'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"it's", "$(rm -rf ~)", "`x`", "a\"b", "a\\b", "!!", "a;b&c|d>e", "*?[x]", "=ls",
          "~", "", "ü",
          "\u202egpj.exe", "tag\udb40\udc20", "zero\u200bwidth", "q\u202e'\"\\$x", "two\nlines\t"})
  void theShellReadsEveryValueUnchanged(String value) throws IOException {
    // Only Bash has escapes of invisible characters.
    Process bash =
        new ProcessBuilder("bash", "-c", "printf %s " + CodeText.shell(value))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    bash.getOutputStream().close();
    try (InputStream out = bash.getInputStream()) {
      assertThat(new String(out.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(value);
    }
  }

  @Test
  void zshDoesNotReplaceANameByThePathOfACommand() {
    assertThat(CodeText.shell("=ls")).isEqualTo("'=ls'");
    assertThat(CodeText.shell("a=b")).isEqualTo("a=b");
  }

  @Test
  void literalsContainNoInvisibleCharactersAndEndWhereTheyEnd() {
    String value = "a\"b\\c\n\u202ed\udb40\udc20";
    assertThat(CodeText.java(value))
        .isEqualTo("\"a\\\"b\\\\c\\n\\u202ed\\udb40\\udc20\"");
    assertThat(CodeText.python(value)).isEqualTo("\"a\\\"b\\\\c\\n\\u202ed\\U000e0020\"");
    assertThat(CodeText.r(value)).isEqualTo(CodeText.python(value));
    assertThat(CodeText.shell(value)).isEqualTo("$'a\"b\\\\c\\n\\u202ed\\U000e0020'");
  }
}
