package io.gypsum.client;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.gypsum.client.cache.CacheDirectory;
import io.gypsum.client.failure.LocalFileException;
import io.gypsum.core.name.UserPath;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DirectoryScannerTest {
  @TempDir private Path temporary;
  private Path directory;
  private final List<String> warnings = new ArrayList<>();

  @BeforeEach
  void create() throws IOException {
    directory = Files.createDirectory(temporary.resolve("d"));
  }

  private List<UploadFile> prepare(PrepareOptions options) {
    return DirectoryScanner.prepare(
        directory, options, new CacheDirectory(temporary, temporary), path -> {},
        warnings::add);
  }

  private void write(String path) throws IOException {
    Path file = directory.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, path);
  }

  private void createRawName() throws IOException, InterruptedException {
    Process shell =
        new ProcessBuilder("sh", "-c", "echo x >\"$(printf 'na\\357ve.txt')\"")
            .directory(directory.toFile())
            .start();
    assertThat(shell.waitFor()).isZero();
  }

  @Test
  void allProblemsAreReportedAtOnce() throws Exception {
    write("good");
    write("..internal/file");
    write("a\\b");
    createRawName();
    write("damaged\ufffd");
    Files.createSymbolicLink(directory.resolve("dangling"), Path.of("nowhere"));
    Files.createSymbolicLink(directory.resolve("itself"), Path.of("itself"));
    Files.createSymbolicLink(directory.resolve("loop"), directory);
    try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(directory.resolve("socket")));

      assertThatThrownBy(() -> prepare(PrepareOptions.DEFAULTS))
          .isInstanceOf(LocalFileException.class)
          .hasMessageStartingWith("'" + directory + "' cannot be uploaded because of 8 problems: ")
          .hasMessageContaining("path '..internal/file' has a part")
          .hasMessageContaining("path 'a\\b' contains")
          .hasMessageContaining("'na\\xefve.txt' is not UTF-8")
          .hasMessageContaining("'damaged\ufffd' contains U+FFFD")
          .hasMessageContaining("'dangling' is a link to a file that does not exist")
          .hasMessageContaining("'itself' is a link to a file that does not exist")
          .hasMessageContaining("'loop' is a link to a directory that contains it")
          .hasMessageContaining("'socket' is not a regular file");
    }
  }

  @Test
  void filesThatFailWhileTheyAreReadAreReportedTogether() throws IOException {
    // A regular file that can be opened and whose first byte cannot be read, for every user.
    Path unreadable = Path.of("/proc/self/mem");
    Files.createSymbolicLink(directory.resolve("one"), unreadable);
    write("two");
    Files.createSymbolicLink(directory.resolve("three"), unreadable);

    assertThatThrownBy(() -> prepare(PrepareOptions.DEFAULTS))
        .hasMessageContaining("because of 2 problems")
        .hasMessageContaining("'one' cannot be read")
        .hasMessageContaining("'three' cannot be read");
  }

  @Test
  void aBoundedNumberOfProblemsIsListed() throws IOException {
    for (int i = 0; i < DirectoryProblems.MAX_SHOWN + 5; i++) {
      write("..x" + i);
    }

    assertThatThrownBy(() -> prepare(PrepareOptions.DEFAULTS))
        .hasMessageContaining("because of " + (DirectoryProblems.MAX_SHOWN + 5) + " problems")
        .hasMessageEndingWith("and 5 more")
        .satisfies(
            e -> assertThat(e.getMessage().split("; ")).hasSize(DirectoryProblems.MAX_SHOWN + 1));
  }

  @Test
  void emptyDirectoriesAreNamed() throws IOException {
    write("full/file");
    Files.createDirectories(directory.resolve("a/b"));
    Files.createDirectories(directory.resolve("full/empty"));

    assertThat(prepare(PrepareOptions.DEFAULTS)).hasSize(1);
    assertThat(warnings)
        .containsExactly(
            "2 empty directories are not uploaded, since a version consists of files: 'a/b';"
                + " 'full/empty'");
  }

  @Test
  void aDirectoryWithoutFilesIsRefusedUnlessItIsAllowed() throws IOException {
    assertThatThrownBy(() -> prepare(PrepareOptions.DEFAULTS))
        .isInstanceOf(LocalFileException.class)
        .hasMessageContaining("contains no files,")
        .hasMessageContaining("--allow-empty");
    Files.createDirectories(directory.resolve("a/b"));
    assertThatThrownBy(() -> prepare(PrepareOptions.DEFAULTS))
        .hasMessageContaining("only empty directories");

    assertThat(prepare(PrepareOptions.DEFAULTS.withAllowEmpty(true))).isEmpty();
    assertThat(warnings).singleElement().asString().startsWith("1 empty directory is");
  }

  @Test
  void namesThatOtherSystemsDoNotDistinguishAreReported() throws IOException {
    write("README");
    write("readme");
    write("e\u0301");
    write("\u00e9");
    write("aux.txt");

    assertThat(prepare(PrepareOptions.DEFAULTS)).extracting(UploadFile::path)
        .contains(new UserPath("readme"), new UserPath("README"));
    assertThat(warnings).hasSize(2);
    assertThat(warnings.get(0))
        .contains("'README' and 'readme'", "'e\\u0301' and '\u00e9'");
    assertThat(warnings.get(1)).contains("'aux.txt' (is the name of a device)");
  }
}
