package io.gypsum.client;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.gypsum.client.failure.LocalFileException;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Downloads to the file systems of Windows and macOS. */
class PortableDownloadTest {
  private static final AssetVersion V1 = AssetVersion.parse("p/a/v1");

  private final FakeServer server = new FakeServer();
  private final GypsumClient client = server.client();
  private final FileSystem windows = Jimfs.newFileSystem(Configuration.windows());
  private final FileSystem macOs = Jimfs.newFileSystem(Configuration.osX());

  @AfterEach
  void stop() throws IOException {
    client.close();
    server.close();
    windows.close();
    macOs.close();
  }

  private List<Path> targets() throws IOException {
    return List.of(
        Files.createDirectories(windows.getPath("C:\\work\\target")),
        Files.createDirectories(macOs.getPath("/work/target")));
  }

  private int downloads() {
    return (int) server.requests()
        .stream()
        .filter(request -> !request.contains("..") && request.contains("/file/p%2Fa%2Fv1"))
        .count();
  }

  @Test
  void filesArriveOnOtherFileSystems() throws IOException {
    server.bucket.addVersion(V1, Map.of("x", "1", "deep/e\u0301", "2", "deep/\u4e2d.txt", "3"));

    for (Path target : targets()) {
      client.downloadVersion(V1, target);
      client.downloadVersion(V1, target);
      assertThat(target.resolve("x")).hasContent("1");
      assertThat(target.resolve("deep").resolve("e\u0301")).hasContent("2");
    }
  }

  @Test
  void twoNamesThatAreOneFailBeforeTheFirstByte() throws IOException {
    server.bucket.addVersion(V1, Map.of("README", "one", "readme", "two", "x", "1"));

    for (Path target : targets()) {
      assertThatThrownBy(() -> client.downloadVersion(V1, target))
          .isInstanceOf(LocalFileException.class)
          .hasMessageContaining("'README' and 'readme'");
      assertThatThrownBy(
          () -> client.cloneVersion(V1, target, CloneOptions.DEFAULTS.withDownload(false)))
          .hasMessageContaining("'README' and 'readme'");
      assertThat(target).isEmptyDirectory();
      assertThat(client.downloadFileTo(target, V1, new UserPath("README"))).hasContent("one");
    }
    assertThat(downloads()).isEqualTo(2);
  }

  @Test
  void aCacheThatIgnoresCaseDoesNotMixFilesOrProjects() throws IOException {
    AssetVersion other = AssetVersion.parse("P/a/v1");
    server.bucket.addVersion(V1, Map.of("README", "one", "readme", "two"));
    server.bucket.addVersion(other, Map.of("README", "six"));
    int systems = 0;
    for (Path cache : targets()) {
      try (GypsumClient cached = server.clientBuilder().cacheDirectory(cache).build()) {
        assertThat(cached.saveFile(V1, new UserPath("README"))).hasContent("one");
        assertThatThrownBy(() -> cached.saveFile(V1, new UserPath("readme")))
            .isInstanceOf(LocalFileException.class)
            .hasMessageContaining("'README'");
        assertThatThrownBy(() -> cached.saveVersion(V1))
            .hasMessageContaining("'README' and 'readme'");
        assertThatThrownBy(() -> cached.fetchManifest(other))
            .hasMessageContaining("has the name 'p'");
        assertThatThrownBy(() -> cached.saveVersion(other))
            .hasMessageContaining("has the name 'p'");
        systems++;
      }
    }
    assertThat(systems).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"C:/x", "nul", "d/aux.txt", "a.", "d /x", "a:b"})
  void namesThatWindowsDoesNotSupportFailBeforeTheFirstByte(String name) throws IOException {
    server.bucket.addVersion(V1, Map.of("a", "1", name, "2"));
    Path target = targets().get(0);

    assertThatThrownBy(() -> client.downloadVersion(V1, target))
        .isInstanceOf(LocalFileException.class)
        .hasMessageContaining("'" + name + "'");
    assertThat(target).isEmptyDirectory();
    assertThat(downloads()).isZero();
  }

  @Test
  void aVersionWithoutFilesIsAnEmptyDirectory() throws IOException {
    server.bucket.addVersion(V1, Map.of());

    for (Path target : targets()) {
      client.downloadVersion(V1, target.resolve("new"));
      assertThat(target.resolve("new")).isEmptyDirectory();
    }
    assertThat(client.saveVersion(V1)).isDirectory();
  }

  @Test
  void aFileOfAnotherNameIsNotReplaced() throws IOException {
    server.bucket.addVersion(V1, Map.of("readme", "two"));

    for (Path target : targets()) {
      Files.writeString(target.resolve("README"), "precious");
      assertThatThrownBy(
          () -> client.downloadVersion(V1, target, DownloadOptions.DEFAULTS.withOverwrite(true)))
          .isInstanceOf(LocalFileException.class)
          .hasMessageContaining("'README'");
      assertThat(target.resolve("README")).hasContent("precious");
    }
  }
}
