package io.gypsum.client;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.gypsum.core.decision.VersionDiff.FileContent;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Md5;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class LocalContentsTest {
  private static UserPath path(String text) {
    return new UserPath(text);
  }

  private static FileContent content(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new FileContent(bytes.length, Md5.of(Md5.newDigest().digest(bytes)));
  }

  @Test
  void aFileOfADirectoryIsReadOnlyIfTheVersionHasItsSize(@TempDir Path directory)
      throws Exception {
    Files.writeString(directory.resolve("two"), "22");
    Files.writeString(directory.resolve("three"), "333");
    FileAddress target = new FileAddress(AssetVersion.parse("p/a/v1"), path("cached"));
    List<DirectoryScanner.ScannedFile> files =
        List.of(
            new DirectoryScanner.ScannedFile(path("two"), directory.resolve("two"), 2, null),
            new DirectoryScanner.ScannedFile(path("three"), directory.resolve("three"), 3, null),
            new DirectoryScanner.ScannedFile(path("link"), directory.resolve("none"), 3, target));
    FileContent linked = content("linked");

    Map<UserPath, FileContent> contents =
        LocalContents.read(
            files, Map.of(path("other"), content("xx")),
            link -> new ManifestEntry(6, linked.md5(), null));

    assertThat(contents)
        .containsEntry(path("two"), content("22"))
        .containsEntry(path("three"), new FileContent(3, null))
        .containsEntry(path("link"), linked);
  }
}
