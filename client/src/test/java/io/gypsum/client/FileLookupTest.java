package io.gypsum.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Md5;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class FileLookupTest {
  private static final ManifestEntry THREE_BYTES = new ManifestEntry(3, new Md5(1, 2), null);

  @TempDir private Path top;

  private Path write(String path, String text) throws IOException {
    Path file = top.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "d/x", "d/e/x"})
  void findsFilesOfTheExpectedSize(String path) throws IOException {
    write(path, "abc");
    write("other", "ab");
    FileLookup lookup = new FileLookup(top);
    assertThat(lookup.hasSize(top.resolve(path), THREE_BYTES)).isTrue();
    assertThat(lookup.hasSize(top.resolve("other"), THREE_BYTES)).isFalse();
    assertThat(lookup.mayExist(top.resolve("other"))).isTrue();
    assertThat(lookup.hasSize(top.resolve("d/missing"), THREE_BYTES)).isFalse();
    assertThat(lookup.hasSize(top.resolve(path), THREE_BYTES)).isTrue();
  }

  @Test
  void nothingExistsBelowAMissingTop() {
    FileLookup lookup = new FileLookup(top.resolve("missing"));
    assertThat(lookup.hasSize(top.resolve("missing/x"), THREE_BYTES)).isFalse();
    assertThat(lookup.hasSize(top.resolve("missing/d/x"), THREE_BYTES)).isFalse();
    assertThat(lookup.mayExist(top.resolve("missing/x"))).isFalse();
    assertThat(lookup.mayExist(top.resolve("missing/d/x"))).isFalse();
  }

  /** Shows that no file is looked for in a directory that was missing, and none at the top if that contained only documents. */
  @ParameterizedTest
  @ValueSource(strings = {"x", "d/x"})
  void asksOncePerDirectoryWithoutFiles(String path) throws IOException {
    write("..manifest", "{}");
    FileLookup lookup = new FileLookup(top);
    Path sibling = top.resolve(path).resolveSibling("sibling");
    assertThat(lookup.hasSize(sibling, THREE_BYTES)).isFalse();
    write(path, "abc");
    assertThat(lookup.hasSize(top.resolve(path), THREE_BYTES)).isFalse();
    assertThat(new FileLookup(top).hasSize(top.resolve(path), THREE_BYTES)).isTrue();
  }

  @Test
  void aFileAsTopIsNotAFailure() throws IOException {
    Path file = write("x", "abc");
    assertThat(new FileLookup(file).hasSize(file, THREE_BYTES)).isTrue();
  }
}
