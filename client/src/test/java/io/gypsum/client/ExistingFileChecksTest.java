package io.gypsum.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import io.gypsum.client.cache.CacheDirectory;
import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Md5;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ExistingFileChecksTest {
  private static final AssetVersion V1 = AssetVersion.parse("p/a/v1");

  private final CacheDirectory cache;
  private final ExistingFileChecks checks;
  private final Map<UserPath, ManifestEntry> files = new LinkedHashMap<>();

  ExistingFileChecksTest(@TempDir Path root) {
    cache = new CacheDirectory(root, root);
    checks = new ExistingFileChecks(cache, TransferListener.NONE);
  }

  private void write(int count) throws IOException {
    Files.createDirectories(cache.version(V1));
    for (int i = 0; i < count; i++) {
      UserPath path = new UserPath("f" + i);
      files.put(path, new ManifestEntry(1, new Md5(0, i), null));
      Files.writeString(file(i), "x");
    }
  }

  private Path file(int number) {
    return cache.file(new FileAddress(V1, new UserPath("f" + number)));
  }

  /** Each thread looks for 500 files at a time. */
  @ParameterizedTest
  @CsvSource({
      "1, 1", "1, 4", "499, 4", "500, 4", "501, 4", "1000, 1", "1000, 4", "1001, 4", "3001, 4"})
  void aMissingFileIsFoundWhereverItIs(int count, int concurrency) throws IOException {
    write(count);
    assertThat(checks.haveSizes(V1, files, concurrency)).isTrue();
    for (int number : new int[] {0, count / 2, count - 1}) {
      Files.delete(file(number));
      assertThat(checks.haveSizes(V1, files, concurrency)).as("without %d", number).isFalse();
      Files.writeString(file(number), "longer");
      assertThat(checks.haveSizes(V1, files, concurrency)).as("size of %d", number).isFalse();
      Files.writeString(file(number), "x");
    }
    assertThat(checks.haveSizes(V1, files, concurrency)).isTrue();
  }

  @Test
  void aVersionWithoutFilesIsComplete() {
    assertThat(checks.haveSizes(V1, files, 4)).isTrue();
  }

  @Test
  void anInterruptEndsTheSearchForManyFiles() throws IOException {
    write(2000);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> checks.haveSizes(V1, files, 4))
        .isInstanceOf(RequestFailedException.class)
        .hasMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }
}
