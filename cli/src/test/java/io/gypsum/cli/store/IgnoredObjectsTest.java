package io.gypsum.cli.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.gypsum.cli.CommandRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class IgnoredObjectsTest {
  @TempDir Path temp;

  @Test
  void importNamesWhatItDoesNotCopy() throws IOException {
    Path asset = Files.createDirectories(temp.resolve("bucket/p/a"));
    Files.writeString(asset.resolve("../..permissions"), "{\"owners\":[],\"uploaders\":[]}");
    Files.writeString(asset.resolve("..permissions"), "{\"owners\":[\"x\"]}");
    String[] command = {
        "import", temp.resolve("bucket").toString(), "--to", "file:" + temp.resolve("copy")};

    CommandRun run = CommandRun.of(temp, command);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("gypsum: ignored, not part of a version: p/a/..permissions");
    assertThat(temp.resolve("copy/p/a/..permissions")).doesNotExist();
    CommandRun json =
        CommandRun.of(temp, command[0], command[1], command[2], command[3], "--json", "--quiet");
    assertThat(json.out()).contains("\"ignored_count\":1,\"ignored\":[\"p/a/..permissions\"]");
    assertThat(json.err()).isEmpty();
  }
}
