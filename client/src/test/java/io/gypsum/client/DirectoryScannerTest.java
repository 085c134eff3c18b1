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
  private final List<ExcludedPath> excluded = new ArrayList<>();

  @BeforeEach
  void create() throws IOException {
    directory = Files.createDirectory(temporary.resolve("d"));
  }

  private List<UploadFile> prepare(PrepareOptions options) {
    return DirectoryScanner.prepare(
        directory, options, new CacheDirectory(temporary, temporary), path -> {},
        new TransferListener() {
          @Override
          public void warns(String message) {
            warnings.add(message);
          }

          @Override
          public void excludes(ExcludedPath path) {
            excluded.add(path);
          }
        });
  }

  private List<String> paths(PrepareOptions options) {
    return prepare(options).stream().map(file -> file.path().value()).toList();
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

  @Test
  void nothingIsExcludedByDefault() throws IOException {
    write(".DS_Store");
    write(".git/config");
    write(".gypsumignore");
    write("d/Thumbs.db");

    assertThat(paths(PrepareOptions.DEFAULTS)).hasSize(4);
    assertThat(excluded).isEmpty();
  }

  @Test
  void filesOfOperatingSystemsAndToolsAreExcluded() throws IOException {
    for (String path : List.of(
        ".DS_Store", "d/.DS_Store", "Thumbs.db", "desktop.ini", "d/.ipynb_checkpoints/x",
        ".git/a", ".git/b", "d/.git/c", "kept", ".github/kept", "x.DS_Store")) {
      write(path);
    }

    assertThat(paths(PrepareOptions.DEFAULTS.withExcludes(ExcludeRules.STANDARD)))
        .containsExactly(".github/kept", "kept", "x.DS_Store");
    // The files of an excluded folder are not listed.
    assertThat(excluded).extracting(ExcludedPath::path)
        .containsExactlyInAnyOrder(
            ".DS_Store", "d/.DS_Store", "Thumbs.db", "desktop.ini", "d/.ipynb_checkpoints/",
            ".git/", "d/.git/");
    assertThat(excluded).allMatch(ExcludedPath::isDefault);
    assertThat(warnings).isEmpty();
  }

  @Test
  void laterRulesOverrideEarlierOnes() throws IOException {
    Files.write(
        directory.resolve(".gypsumignore"),
        List.of("\ufeff# temporary files", "", "*.tmp", "!Thumbs.db", "/only/here/"));
    for (String path : List.of(
        "a.tmp", "keep.tmp", "Thumbs.db", "only/here/x", "d/only/here/x", ".DS_Store")) {
      write(path);
    }
    ExcludeRules rules =
        ExcludeRules.STANDARD.withPatterns(PathPatterns.of(List.of("!keep.tmp")));

    assertThat(paths(PrepareOptions.DEFAULTS.withExcludes(rules)))
        .containsExactly("Thumbs.db", "d/only/here/x", "keep.tmp");
    assertThat(paths(PrepareOptions.DEFAULTS.withExcludes(rules.withDefaults(false))))
        .contains(".DS_Store", ".gypsumignore")
        .doesNotContain("a.tmp");
    assertThat(paths(PrepareOptions.DEFAULTS.withExcludes(rules.withIgnoreFile(false))))
        .contains("a.tmp")
        .doesNotContain("Thumbs.db");
  }

  @Test
  void excludedFilesCauseNoProblems() throws Exception {
    write("good");
    write("bad/..internal");
    write("a\\b");
    Files.createSymbolicLink(directory.resolve("dangling"), Path.of("nowhere"));
    Files.createSymbolicLink(directory.resolve("loop"), Path.of("."));
    PathPatterns patterns =
        PathPatterns.of(List.of("bad/", "a*", "dangling", "/loop/"));

    assertThat(
        paths(PrepareOptions.DEFAULTS.withExcludes(ExcludeRules.NONE.withPatterns(patterns))))
        .containsExactly("good");
  }

  @Test
  void anInvalidIgnoreFileIsRefusedWithItsLine() throws IOException {
    write("x");
    Path file = directory.resolve(".gypsumignore");
    Files.write(file, List.of("*.tmp", "[a"));
    PrepareOptions options = PrepareOptions.DEFAULTS.withExcludes(ExcludeRules.STANDARD);

    assertThatThrownBy(() -> prepare(options)).isInstanceOf(LocalFileException.class)
        .hasMessageContaining(".gypsumignore")
        .hasMessageContaining("line 2: '[a' is not a pattern");
    Files.write(file, new byte[] {(byte) 0xff});
    assertThatThrownBy(() -> prepare(options)).hasMessageContaining("is not UTF-8");
    Files.write(file, new byte[1024 * 1024 + 1]);
    assertThatThrownBy(() -> prepare(options)).hasMessageContaining("more than 1048576 bytes");
    Files.write(file, "#".repeat(1024 * 1024).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThat(paths(options)).containsExactly("x");
  }

  @Test
  void linksOutOfTheDirectoryAreRefusedOnRequest() throws IOException {
    Files.writeString(temporary.resolve("secret"), "x");
    Files.writeString(Files.createDirectories(temporary.resolve("other/e")).resolve("f"), "x");
    write("in/file");
    Files.createSymbolicLink(directory.resolve("inside"), Path.of("in/file"));
    Files.createSymbolicLink(directory.resolve("folder"), Path.of("in"));
    Files.createSymbolicLink(directory.resolve("one"), Path.of("../secret"));
    Files.createSymbolicLink(directory.resolve("all"), Path.of("../other"));
    Files.createSymbolicLink(directory.resolve("chain"), Path.of("one"));
    Files.createSymbolicLink(directory.resolve("in/up"), Path.of("../../secret"));
    PrepareOptions options = PrepareOptions.DEFAULTS.withFollowOutside(false);

    assertThatThrownBy(() -> prepare(options)).isInstanceOf(LocalFileException.class)
        .hasMessageContaining("because of 5 problems")
        .hasMessageContaining("'one' is a symbolic link that leads out of the directory, to")
        .hasMessageContaining("'all' is a symbolic link that leads out")
        .hasMessageContaining("'chain' is")
        .hasMessageContaining("'in/up' is")
        .hasMessageContaining("'folder/up' is")
        .hasMessageContaining("--follow-outside");
    assertThat(paths(PrepareOptions.DEFAULTS))
        .containsExactly(
            "all/e/f", "chain", "folder/file", "folder/up", "in/file", "in/up", "inside", "one");
    for (String link : List.of("one", "all", "chain", "in/up")) {
      Files.delete(directory.resolve(link));
    }
    assertThat(paths(options)).containsExactly("folder/file", "in/file", "inside");
  }

  @Test
  void linksIntoTheCacheDoNotLeadOutOfTheDirectory() throws IOException {
    Path cached = temporary.resolve("bucket/p/a/v/d/x");
    Files.createDirectories(cached.getParent());
    Files.writeString(cached, "x");
    Files.createSymbolicLink(directory.resolve("file"), cached);
    Files.createSymbolicLink(directory.resolve("folder"), cached.getParent());
    Files.createSymbolicLink(directory.resolve("dangling"), cached.resolveSibling("y"));
    PrepareOptions options = PrepareOptions.DEFAULTS.withFollowOutside(false);

    assertThat(prepare(options)).hasOnlyElementsOfType(UploadFile.Linked.class).hasSize(3);
    Files.delete(directory.resolve("dangling"));
    assertThat(prepare(options.withLinks(LinkMode.NEVER))).hasSize(2);
  }

  @Test
  void aDirectoryThatIsALinkContainsItsFiles() throws IOException {
    write("x");
    Path link = Files.createSymbolicLink(temporary.resolve("link"), directory);
    directory = link;

    assertThat(paths(PrepareOptions.DEFAULTS.withFollowOutside(false))).containsExactly("x");
  }
}
