package io.gypsum.e2e.nio;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessMode;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import io.gypsum.core.name.AssetVersion;
import io.gypsum.e2e.harness.SharedServer;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.TestUpload;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(SharedServer.class)
class FileSystemTest {
  private final TestServer server;
  private final String project;
  @TempDir Path directory;
  private MountedServer mounted;

  FileSystemTest(TestServer server) {
    this.server = server;
    this.project = server.newProject();
  }

  @BeforeEach
  void mount() throws IOException {
    mounted = new MountedServer(server, directory.resolve("cache"));
  }

  @AfterEach
  void unmount() throws IOException {
    mounted.close();
  }

  private Path path(String... more) {
    return mounted.path("/" + project, more);
  }

  private void fill() {
    server.upload(project, "a", "v1").file("x.txt", "one").file("d/e/ü y.txt", "two").publish();
    server.upload(project, "a", "v2")
        .file("x.txt", "new")
        .link("old.txt", project, "a", "v1", "x.txt")
        .publish();
    server.upload(project, "b", "v1").file("z", "three").publish();
  }

  @Test
  void directoriesAreProjectsAssetsVersionsAndDirectoriesInVersions() throws IOException {
    fill();

    assertThat(names(mounted.path("/"))).contains(project);
    assertThat(names(path())).containsExactly("a", "b");
    assertThat(names(path("a"))).containsExactly("v1", "v2");
    assertThat(names(path("a", "v1"))).containsExactly("d", "x.txt");
    assertThat(names(path("a", "v1", "d/e"))).containsExactly("ü y.txt");
    try (Stream<Path> all = Files.walk(path())) {
      assertThat(all.map(each -> path().relativize(each).toString())).containsExactlyInAnyOrder(
          "", "a", "a/v1", "a/v1/x.txt", "a/v1/d", "a/v1/d/e", "a/v1/d/e/ü y.txt", "a/v2",
          "a/v2/x.txt", "a/v2/old.txt", "b", "b/v1", "b/v1/z");
    }
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> children = Files.list(directory)) {
      return children.map(child -> child.getFileName().toString()).toList();
    }
  }

  @Test
  void aUriIsEnoughToReadAFile() throws IOException {
    fill();
    mounted.close();

    URI uri =
        URI.create(
            "gypsum://" + server.process().url().getAuthority() + "/" + project
                + "/a/v1/d/e/%C3%BC%20y.txt");
    Path file = Path.of(uri);
    assertThat(Files.readString(file)).isEqualTo("two");
    assertThat(file.toUri()).isEqualTo(uri);
    assertThat(Path.of(file.toUri())).isEqualTo(file);
    file.getFileSystem().close();
    assertThat(file.getFileSystem().isOpen()).isFalse();
  }

  @Test
  void latestIsAnAliasOfTheLatestVersion() throws IOException {
    fill();

    assertThat(Files.readString(path("a/latest/x.txt"))).isEqualTo("new");
    assertThat(path("a/latest/x.txt").toRealPath()).isEqualTo(path("a/v2/x.txt"));
    assertThat(Files.isSameFile(path("a/latest/x.txt"), path("a/v2/./x.txt"))).isTrue();
    assertThat(Files.exists(path("b/latest/x.txt"))).isFalse();
  }

  @Test
  void linksAreReadAsTheirTargets() throws IOException {
    fill();

    Path link = path("a/v2/old.txt");
    assertThat(Files.readString(link)).isEqualTo("one");
    assertThat(Files.size(link)).isEqualTo(3);
    assertThat(Files.isSymbolicLink(link)).isFalse();
    Files.copy(link, directory.resolve("copy"));
    assertThat(directory.resolve("copy")).hasContent("one");
  }

  @Test
  void attributesComeFromTheManifest() throws IOException {
    Instant before = Instant.now().minusSeconds(5);
    fill();

    BasicFileAttributes file =
        Files.readAttributes(path("a/v1/x.txt"), BasicFileAttributes.class);
    assertThat(file.isRegularFile()).isTrue();
    assertThat(file.size()).isEqualTo(3);
    assertThat(file.lastModifiedTime()).isBetween(
        FileTime.from(before), FileTime.from(Instant.now().plusSeconds(5)));
    assertThat(Files.readAttributes(path("a/v1/d"), "basic:isDirectory,size"))
        .containsEntry("isDirectory", true)
        .hasSize(2);
    assertThat(Files.isReadable(path("a/v1/d"))).isTrue();
    assertThat(Files.isWritable(path("a/v1/x.txt"))).isFalse();
    assertThat(Files.getFileStore(path("a")).isReadOnly()).isTrue();
  }

  @Test
  void missingFilesAreReported() throws IOException {
    fill();

    for (String missing : List.of(
        "nothing", "a/v3", "a/v1/x", "a/v1/x.txt/y", "c/latest", "a/v1/..manifest", "a/..latest")) {
      assertThatThrownBy(() -> Files.readAllBytes(path(missing)))
          .as(missing)
          .isInstanceOf(NoSuchFileException.class);
      assertThat(Files.exists(path(missing))).as(missing).isFalse();
    }
    assertThat(Files.exists(mounted.path("/no-such-project"))).isFalse();
    assertThatThrownBy(() -> names(path("a/v1/x.txt"))).isInstanceOf(NotDirectoryException.class);
    assertThatThrownBy(() -> Files.readAllBytes(path("a/v1/d")))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("is a directory");
  }

  @Test
  void writesAreRefused() {
    fill();

    Path file = path("a/v1/x.txt");
    assertThatThrownBy(() -> Files.writeString(file, "other"))
        .isInstanceOf(ReadOnlyFileSystemException.class);
    assertThatThrownBy(() -> Files.delete(file)).isInstanceOf(ReadOnlyFileSystemException.class);
    assertThatThrownBy(() -> Files.createDirectory(path("a/v9")))
        .isInstanceOf(ReadOnlyFileSystemException.class);
    assertThatThrownBy(() -> Files.move(file, path("a/v1/y")))
        .isInstanceOf(ReadOnlyFileSystemException.class);
    assertThatThrownBy(() -> file.getFileSystem().provider().checkAccess(file, AccessMode.WRITE))
        .isInstanceOf(FileSystemException.class);
    for (StandardOpenOption option : List.of(
        StandardOpenOption.WRITE, StandardOpenOption.APPEND, StandardOpenOption.DELETE_ON_CLOSE)) {
      assertThatThrownBy(() -> Files.newByteChannel(file, option))
          .isInstanceOf(ReadOnlyFileSystemException.class);
      assertThatThrownBy(() -> FileChannel.open(file, StandardOpenOption.READ, option))
          .isInstanceOf(ReadOnlyFileSystemException.class);
    }
    assertThatThrownBy(() -> Files.createSymbolicLink(path("a/v1/y"), file))
        .isInstanceOf(ReadOnlyFileSystemException.class);
    assertThatThrownBy(() -> Files.createLink(path("a/v1/y"), file))
        .isInstanceOf(ReadOnlyFileSystemException.class);
  }

  @Test
  void aFileChannelReadsAndMapsAFile() throws IOException {
    fill();

    // The Java API specifies that CREATE and TRUNCATE_EXISTING are ignored when a file is opened for reading.
    try (FileChannel channel =
        FileChannel.open(
            path("a/latest/old.txt"), StandardOpenOption.READ, StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING, LinkOption.NOFOLLOW_LINKS)) {
      ByteBuffer target = ByteBuffer.allocate(5);
      assertThat(channel.read(target, 1)).isEqualTo(2);
      assertThat(target.array()).startsWith('n', 'e');
      assertThat(channel.position()).isZero();
      assertThat(channel.map(FileChannel.MapMode.READ_ONLY, 0, 3).get(2)).isEqualTo((byte) 'e');
      assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(1)))
          .isInstanceOf(NonWritableChannelException.class);
    }
    assertThatThrownBy(() -> FileChannel.open(path("a/v1/none")))
        .isInstanceOf(NoSuchFileException.class);
    OpenOption unknown = new OpenOption() {
      @Override
      public String toString() {
        return "DIRECT";
      }
    };
    assertThatThrownBy(() -> FileChannel.open(path("a/v1/x.txt"), unknown))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("'DIRECT'");
  }

  @Test
  void aZipFileIsOpenedAsAFileSystem() throws IOException {
    byte[] content = new byte[300_000];
    new Random(1).nextBytes(content);
    ByteArrayOutputStream zip = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(zip)) {
      out.putNextEntry(new ZipEntry("d/entry.bin"));
      out.write(content);
    }
    server.upload(project, "zip", "v1").file("data.zip", zip.toByteArray()).publish();

    try (FileSystem opened = FileSystems.newFileSystem(path("zip/v1/data.zip"))) {
      assertThat(opened.isReadOnly()).isTrue();
      assertThat(Files.readAllBytes(opened.getPath("d/entry.bin"))).isEqualTo(content);
    }
  }

  @Test
  void whatIsNotSupportedIsRefusedWithAnAlternative() {
    fill();

    Path file = path("a/v1/x.txt");
    assertThatThrownBy(() -> AsynchronousFileChannel.open(file))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining(file.toUri().toString())
        .hasMessageContaining("FileChannel.open");
    assertThatThrownBy(file::toFile).isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining(file.toUri().toString())
        .hasMessageContaining("GypsumClient.saveFile");
    assertThatThrownBy(() -> Files.readSymbolicLink(path("a/v2/old.txt")))
        .isInstanceOf(NotLinkException.class);
  }

  @Test
  void walkingTenThousandFilesTakesOneListingRequest() throws IOException {
    server.upload(project, "many", "v1").file("one", "1").publish();
    TestUpload upload = server.upload(project, "many", "v2");
    for (int i = 0; i < 10_000; i++) {
      upload.link("d" + i % 100 + "/f" + i, project, "many", "v1", "one");
    }
    upload.publish();

    long files = 0;
    try (Stream<Path> all = Files.walk(path("many/v2"))) {
      files = all.filter(Files::isRegularFile).count();
    }
    assertThat(files).isEqualTo(10_000);
    assertThat(mounted.requests())
        .as("requests: one for the list of files, one for the state of the version")
        .isEqualTo(2);
  }

  @Test
  void aFileIsReadByRandomAccess() throws IOException {
    byte[] content = new byte[5_000_000];
    new Random(1).nextBytes(content);
    server.upload(project, "big", "v1").file("file.bin", content).publish();

    try (SeekableByteChannel channel = Files.newByteChannel(path("big/v1/file.bin"))) {
      assertThat(channel.size()).isEqualTo(content.length);
      Random random = new Random(2);
      for (int i = 0; i < 50; i++) {
        int position = random.nextInt(content.length);
        ByteBuffer target = ByteBuffer.allocate(1 + random.nextInt(200_000));
        channel.position(position);
        int read = 0;
        while (target.hasRemaining() && read >= 0) {
          read = channel.read(target);
        }
        assertThat(Arrays.copyOf(target.array(), target.position())).isEqualTo(
            Arrays.copyOfRange(
                content, position,
                Math.min(content.length, position + target.capacity())));
      }
      assertThat(channel.position(content.length).read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }
    int before = mounted.requests();
    assertThat(Files.readAllBytes(path("big/v1/file.bin"))).isEqualTo(content);
    assertThat(mounted.requests() - before).as("requests for 5 MB").isLessThanOrEqualTo(9);
  }

  @Test
  void cachedFilesAreReadFromTheCache() throws IOException {
    fill();
    AssetVersion version = AssetVersion.of(project, "a", "v1");
    Path cached = directory.resolve("cache/bucket").resolve(version.toString());
    Files.createDirectories(cached);
    Files.writeString(cached.resolve("x.txt"), "ONE", StandardCharsets.UTF_8);
    assertThat(Files.readString(path("a/v1/x.txt")))
        .as("content, although the cached file is of unknown state")
        .isEqualTo("one");

    mounted.client().saveVersion(version);
    Files.writeString(cached.resolve("x.txt"), "ONE", StandardCharsets.UTF_8);
    assertThat(Files.readString(path("a/v1/x.txt"))).isEqualTo("ONE");
  }
}
