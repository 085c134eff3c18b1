package io.gypsum.client;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.gypsum.client.failure.LocalFileException;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Links in uploaded and cloned directories (client.md, section 2, rules 1, 7 and 8). */
class LinkedUploadTest {
  private static final AssetVersion V1 = AssetVersion.parse("p/a/v1");
  private static final AssetVersion V2 = AssetVersion.parse("p/a/v2");
  private static final CloneOptions NO_DOWNLOAD = CloneOptions.DEFAULTS.withDownload(false);
  private static final PrepareOptions SIMPLE = PrepareOptions.DEFAULTS.withDeduplication(false);

  private final FakeServer server = new FakeServer();
  @TempDir private Path temporary;
  private Path cache;
  private Path directory;
  private GypsumClient client;

  @BeforeEach
  void make() throws IOException {
    cache = Files.createDirectory(temporary.resolve("cache"));
    directory = Files.createDirectory(temporary.resolve("directory"));
    client = server.clientBuilder().cacheDirectory(cache).build();
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private Path cached(String key, String text) throws IOException {
    Path file = cache.resolve("bucket").resolve(key);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private static UploadFile linked(String path, String to) {
    return new UploadFile.Linked(
        new UserPath(path), new FileAddress(V1, new UserPath(to)));
  }

  private static UploadFile simple(String path, String text) {
    return new UploadFile.Simple(
        new UserPath(path), text.length(), FakeBucket.md5(text.getBytes(StandardCharsets.UTF_8)));
  }

  private List<UploadFile> prepare(LinkMode links) {
    return client.prepareDirectoryUpload(directory, SIMPLE.withLinks(links));
  }

  @Test
  void rule1DeduplicateSendsDedupAndOtherwiseSimple() throws IOException {
    Files.writeString(directory.resolve("x"), "x");
    assertThat(client.prepareDirectoryUpload(directory))
        .allMatch(UploadFile.Dedup.class::isInstance)
        .hasSize(1);
    assertThat(client.prepareDirectoryUpload(directory, SIMPLE))
        .allMatch(UploadFile.Simple.class::isInstance)
        .hasSize(1);
  }

  @Test
  void rule7LinksToCachedFilesBecomeLinks() throws IOException {
    Path file = cached("p/a/v1/deep/x", "x");
    Files.createSymbolicLink(directory.resolve("there"), file);
    Files.writeString(directory.resolve(".hidden"), "h");
    Files.createSymbolicLink(
        directory.resolve("elsewhere"), Files.writeString(temporary.resolve("y"), "yy"));
    assertThat(prepare(LinkMode.AUTO))
        .containsExactly(
            simple(".hidden", "h"), simple("elsewhere", "yy"), linked("there", "deep/x"));
    assertThat(prepare(LinkMode.NEVER))
        .containsExactly(simple(".hidden", "h"), simple("elsewhere", "yy"), simple("there", "x"));
    assertThatThrownBy(() -> prepare(LinkMode.ALWAYS))
        .isInstanceOf(LocalFileException.class)
        .hasMessageContaining("elsewhere")
        .hasMessageContaining("a file outside the cache");
    Files.delete(directory.resolve("elsewhere"));
    assertThat(prepare(LinkMode.ALWAYS))
        .containsExactly(simple(".hidden", "h"), linked("there", "deep/x"));
  }

  @Test
  void reportsTheBytesOfAClone() throws IOException {
    server.bucket.addVersion(V1, Map.of("x", "five5", "deep/y", "three", "z", ""));
    for (boolean download : new boolean[] {true, false}) {
      Path clone = temporary.resolve("clone-" + download);
      client.cloneVersion(V1, clone, CloneOptions.DEFAULTS.withDownload(download));
      Files.writeString(clone.resolve("new"), "new " + download);
      AssetVersion version = AssetVersion.parse("p/a/v2-" + download);
      assertThat(client.uploadDirectory(version, clone))
          .isEqualTo(new UploadReport(1, download ? 8 : 9, 3, 10));
    }
  }

  @Test
  void anUploadSucceedsIfTheSizesOfItsLinksCannotBeRead() throws IOException {
    server.bucket.addVersion(V1, Map.of("x", "five5"));
    Path clone = temporary.resolve("clone");
    client.cloneVersion(V1, clone, NO_DOWNLOAD);
    server.inject(ServerFault.returnStatus("GET /file/p%2Fa%2Fv2%2F..manifest", 403));
    assertThat(client.uploadDirectory(AssetVersion.parse("p/a/v2"), clone))
        .isEqualTo(new UploadReport(0, 0, 1, 0));
  }

  @Test
  void rule7RelativeTargetsAndACacheBehindALinkAreResolved() throws IOException {
    cached("p/a/v1/x", "x");
    Files.createDirectory(directory.resolve("sub"));
    Files.createSymbolicLink(
        directory.resolve("sub/relative"), Path.of("../../cache/bucket/p/a/v1/x"));
    Path alias = Files.createSymbolicLink(temporary.resolve("alias"), cache);
    Files.createSymbolicLink(directory.resolve("aliased"), alias.resolve("bucket/p/a/v1/x"));
    try (GypsumClient aliased = server.clientBuilder().cacheDirectory(alias).build()) {
      for (GypsumClient one : List.of(client, aliased)) {
        assertThat(one.prepareDirectoryUpload(directory, SIMPLE))
            .containsExactly(linked("aliased", "x"), linked("sub/relative", "x"));
      }
    }
  }

  @Test
  void rule7AChainOfLinksResolvesToItsFirstCachedFile() throws IOException {
    Path real = cached("q/b/v9/real", "r");
    Path inCache = cache.resolve("bucket/p/a/v1/link");
    Files.createDirectories(inCache.getParent());
    Files.createSymbolicLink(inCache, real);
    Path outside = Files.createSymbolicLink(temporary.resolve("outside"), inCache);
    Files.createSymbolicLink(directory.resolve("x"), outside);
    assertThat(prepare(LinkMode.AUTO)).containsExactly(linked("x", "link"));
  }

  @Test
  void rule7FilesBelowALinkToACachedDirectoryBecomeLinks() throws IOException {
    cached("p/a/v1/deep/x", "x");
    Files.createSymbolicLink(directory.resolve("d"), cache.resolve("bucket/p/a/v1/deep"));
    assertThat(prepare(LinkMode.ALWAYS)).containsExactly(linked("d/x", "deep/x"));
    assertThat(prepare(LinkMode.NEVER)).containsExactly(simple("d/x", "x"));
  }

  @Test
  void rule7DanglingLinksAreAnErrorUnlessTheyLeadIntoTheCache() throws IOException {
    Files.createSymbolicLink(directory.resolve("x"), cache.resolve("bucket/p/a/v1/not here"));
    assertThat(prepare(LinkMode.AUTO)).containsExactly(linked("x", "not here"));
    assertThatThrownBy(() -> prepare(LinkMode.NEVER))
        .isInstanceOf(LocalFileException.class)
        .hasMessageContaining("does not exist");
    Files.createSymbolicLink(directory.resolve("y"), Path.of("y"));
    assertThatThrownBy(() -> prepare(LinkMode.AUTO))
        .isInstanceOf(LocalFileException.class)
        .hasMessageContaining("'" + directory.resolve("y") + "'");
  }

  @Test
  void rule7InternalDocumentsOfTheCacheAreNotFiles() throws IOException {
    Files.createSymbolicLink(directory.resolve("x"), cached("p/a/v1/..manifest", "{}"));
    assertThat(prepare(LinkMode.AUTO)).containsExactly(simple("x", "{}"));
    assertThatThrownBy(() -> prepare(LinkMode.ALWAYS)).isInstanceOf(LocalFileException.class);
  }

  @Test
  @Timeout(30)
  void rule7InvalidPathsAreRejectedBeforeHashing() throws IOException {
    try (RandomAccessFile sparse =
        new RandomAccessFile(directory.resolve("a").toFile(), "rw")) {
      // A sparse file: it occupies no space, but hashing it would take minutes.
      sparse.setLength(1L << 40);
    }
    Files.writeString(directory.resolve("z\\z"), "x");
    Files.writeString(directory.resolve("..internal"), "x");
    assertThatThrownBy(() -> prepare(LinkMode.AUTO))
        .hasMessageContaining("..internal")
        .hasMessageContaining("z\\z");
  }

  @Test
  void rule8ACloneIsUploadedAsLinks() throws IOException {
    server.bucket.addVersion(V1, Map.of("x", "1", "deep/er/y", "2"));
    Path clone = temporary.resolve("new/clone");
    client.cloneVersion(V1, clone, NO_DOWNLOAD);
    assertThat(clone.resolve("deep/er/y")).isSymbolicLink();
    Files.writeString(clone.resolve("z"), "3");
    UploadReport report = client.uploadDirectory(V2, clone);
    assertThat(report).isEqualTo(new UploadReport(1, 1, 2, 2));
    assertThat(client.fetchManifest(V2).get(new UserPath("deep/er/y")).link().target())
        .isEqualTo(new FileAddress(V1, new UserPath("deep/er/y")));
  }

  @Test
  void rule8ACloneWithDownloadCanBeRead() {
    server.bucket.addVersion(V1, Map.of("x", "1", "deep/er/y", "2"));
    client.cloneVersion(V1, directory);
    assertThat(directory.resolve("deep/er/y")).isSymbolicLink().content().isEqualTo("2");
    // A second call finds existing links.
    client.cloneVersion(V1, directory);
  }

  @Test
  void rule8OtherFilesAreNotOverwritten() throws IOException {
    server.bucket.addVersion(V1, Map.of("x", "1", "y", "2"));
    Files.writeString(directory.resolve("y"), "precious");
    assertThatThrownBy(() -> client.cloneVersion(V1, directory, NO_DOWNLOAD))
        .isInstanceOf(LocalFileException.class)
        .hasMessageContaining("'" + directory.resolve("y") + "' already exists");
    assertThat(directory.resolve("y")).hasContent("precious");
    assertThat(directory.resolve("x")).doesNotExist();
    assertThat(directory).isDirectoryNotContaining("glob:**x");
    Files.delete(directory.resolve("y"));
    Files.createSymbolicLink(directory.resolve("y"), cache.resolve("bucket/p/a/v0/y"));
    assertThatThrownBy(() -> client.cloneVersion(V1, directory, NO_DOWNLOAD))
        .hasMessageContaining("is not a link to p/a/v1/y");
  }

  @Test
  void rule8NoLinkIsCreatedInTheCacheOrThroughALink() throws IOException {
    server.bucket.addVersion(V1, Map.of("deep/x", "1"));
    assertThatThrownBy(
        () -> client.cloneVersion(V1, cache.resolve("bucket/p/a/v1"), NO_DOWNLOAD))
        .hasMessageContaining("is in the cache");
    Path elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));
    Files.createSymbolicLink(directory.resolve("deep"), elsewhere);
    assertThatThrownBy(() -> client.cloneVersion(V1, directory, NO_DOWNLOAD))
        .isInstanceOf(LocalFileException.class)
        .hasMessageContaining("is not a directory, but the version has a directory");
    assertThat(elsewhere).isEmptyDirectory();
  }

  /** Otherwise the link would be uploaded, and the next download would restore the original file. */
  @Test
  void aChangeThroughALinkIntoTheCacheIsNotLostSilently() throws IOException {
    server.bucket.addVersion(V1, Map.of("x", "old"));
    Path clone = temporary.resolve("edited");
    client.cloneVersion(V1, clone);
    Files.writeString(clone.resolve("x"), "my long edit");

    assertThatThrownBy(() -> client.uploadDirectory(AssetVersion.parse("p/a/v2"), clone))
        .isInstanceOf(LocalFileException.class)
        .hasMessageContaining("'" + clone.resolve("x") + "' links to")
        .hasMessageContaining("which was changed");
    assertThat(server.count("POST /upload/start")).isZero();
  }
}
