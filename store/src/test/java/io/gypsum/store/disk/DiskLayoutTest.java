package io.gypsum.store.disk;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.Key;
import io.gypsum.store.ByteRange;
import io.gypsum.store.Content;
import io.gypsum.store.ETag;
import io.gypsum.store.PutCondition;
import io.gypsum.store.PutResult;
import io.gypsum.store.StoredObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.gypsum.store.disk.Fixture.list;
import static io.gypsum.store.disk.Fixture.put;
import static io.gypsum.store.disk.Fixture.text;
import static io.gypsum.store.disk.Fixture.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The mapping of keys to files, and the files that no key can reach. */
class DiskLayoutTest {
  @TempDir Path directory;
  private Path root;
  private Path outside;
  private DiskStore store;

  @BeforeEach
  void open() throws IOException {
    root = directory.resolve("root");
    outside = Files.createDirectories(directory.resolve("outside/deep"));
    Files.writeString(outside.resolve("secret"), "secret");
    Files.writeString(directory.resolve("outside/secret"), "secret");
    store = DiskStore.open(root);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void keysArePaths() throws IOException {
    put(store, "p/a/v/ü x%2F", "content");
    assertThat(root.resolve("p/a/v/ü x%2F")).hasContent("content");
    assertThat(store.localFile(new Key("p/a/v/ü x%2F")).orElseThrow().path())
        .hasContent("content")
        .isEqualTo(root.toRealPath().resolve("p/a/v/ü x%2F"));
    Files.createDirectories(root.resolve("other"));
    Files.writeString(root.resolve("other/file"), "by other means");
    assertThat(text(store, "other/file")).hasValue("by other means");
  }

  @Test
  void internalObjectsHaveNoLocalFile() {
    put(store, "p/..summary", "{}");
    assertThat(store.localFile(new Key("p/..summary"))).isEmpty();
  }

  @Test
  void aCopySharesTheBytesOfItsSource() throws IOException {
    put(store, "..arrivals/x", "bytes");
    put(store, "p/a/v/x", "old");
    for (int i = 0; i < 2; i++) {
      assertThat(store.copy(new Key("..arrivals/x"), new Key("p/a/v/x"))).isTrue();
    }
    assertThat(Files.isSameFile(root.resolve("..arrivals/x"), root.resolve("p/a/v/x"))).isTrue();
    assertThat(tree(root)).noneMatch(file -> file.matches("..tmp/[^/]*-.*"));

    put(store, "..arrivals/x", "replaced");
    assertThat(text(store, "p/a/v/x")).hasValue("bytes");
    store.delete(List.of(new Key("..arrivals/x")));
    assertThat(text(store, "p/a/v/x")).hasValue("bytes");
  }

  @Test
  void aCopyUnderAFreeNameNeedsNoTemporaryFile() throws IOException {
    put(store, "x", "bytes");
    FileTime past = FileTime.from(Instant.EPOCH);
    Files.setLastModifiedTime(root.resolve("..tmp"), past);
    assertThat(store.copy(new Key("x"), new Key("p/a/v/x"))).isTrue();
    assertThat(Files.getLastModifiedTime(root.resolve("..tmp"))).isEqualTo(past);
    assertThat(store.copy(new Key("x"), new Key("p/a/v/x"))).isTrue();
    assertThat(Files.getLastModifiedTime(root.resolve("..tmp"))).isNotEqualTo(past);
  }

  @Test
  void aCopyReplacesAnEmptyDirectory() throws IOException {
    put(store, "x", "bytes");
    Files.createDirectories(root.resolve("p/hollow/below"));
    assertThat(store.copy(new Key("x"), new Key("p/hollow"))).isTrue();
    assertThat(text(store, "p/hollow")).hasValue("bytes");
  }

  @Test
  void aFileWithAllNamesThatItsFileSystemPermitsCanBeCopied() throws IOException {
    put(store, "x", "bytes");
    Path other = Files.createDirectory(directory.resolve("names"));
    try {
      for (int i = 1; i < 65_000; i++) {
        Files.createLink(other.resolve(String.valueOf(i)), root.resolve("x"));
      }
    } catch (FileSystemException e) {
      // The maximum of this file system is lower.
    }
    assertThat(store.copy(new Key("x"), new Key("copy"))).isTrue();
    assertThat(text(store, "copy")).hasValue("bytes");
  }

  @Test
  void aLinkIsNotCopied() throws IOException {
    Files.createSymbolicLink(root.resolve("link"), outside.resolve("secret"));
    Files.createSymbolicLink(root.resolve("directory"), outside);
    assertThat(store.copy(new Key("link"), new Key("copy"))).isFalse();
    assertThat(store.copy(new Key("directory/secret"), new Key("copy"))).isFalse();
    assertThat(text(store, "copy")).isEmpty();
  }

  @Test
  void documentsHaveETagsOfTheirContent() {
    ETag one = ((PutResult.Written) put(store, "p/..LOCK", "one")).etag();
    ETag two = ((PutResult.Written) put(store, "p/..LOCK", "two")).etag();
    assertThat(one).isEqualTo(new ETag("f97c5d29941bfb1b2fdab0874906ab82")).isNotEqualTo(two);
    assertThat(((PutResult.Written) put(store, "p/..LOCK", "one")).etag()).isEqualTo(one);
    ETag file = ((PutResult.Written) put(store, "p/file", "one")).etag();
    assertThat(((PutResult.Written) put(store, "p/file", "one")).etag()).isNotEqualTo(file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"..tmp", "..tmp/file", "..tmp/locks/00", "..tmp/a/b"})
  void keysBelowTheTemporaryDirectoryAreRefused(String name) throws IOException {
    Files.writeString(root.resolve("..tmp/file"), "unfinished");
    Key key = new Key(name);
    assertThat(store.head(key)).isEmpty();
    assertThat(store.get(key, ByteRange.ALL)).isEmpty();
    assertThat(store.localFile(key)).isEmpty();
    assertThatThrownBy(() -> store.requireSupported(key)).isInstanceOf(GypsumException.class);
    assertThatThrownBy(() -> put(store, name, "x"))
        .isInstanceOfSatisfying(
            GypsumException.class,
            e -> assertThat(e.kind()).isEqualTo(GypsumException.Kind.INVALID));
    store.delete(List.of(key));
    assertThat(root.resolve("..tmp/file")).hasContent("unfinished");
    assertThat(list(store, "", true)).isEmpty();
    assertThat(list(store, "", false)).isEmpty();
    assertThat(list(store, "..", false)).isEmpty();
    assertThat(list(store, "..tmp/", true)).isEmpty();
  }

  @Test
  void keysThatStartLikeTheTemporaryDirectoryAreSupported() {
    put(store, "..tmpx/a", "x");
    put(store, "p/..tmp/a", "x");
    assertThat(list(store, "", true)).containsExactly("..tmpx/a", "p/..tmp/a");
    assertThat(list(store, "", false)).containsExactly("..tmpx/", "p/");
  }

  @Test
  void componentsOver255BytesAreRefused() {
    String longest = "ü".repeat(127) + "x";
    put(store, "a/" + longest + "/b", "x");
    assertThat(list(store, "", true)).containsExactly("a/" + longest + "/b");
    for (String name : List.of(longest + "x", "n".repeat(256), "a/" + longest + "y/b")) {
      Key key = new Key(name);
      assertThat(store.head(key)).isEmpty();
      assertThat(store.get(key, ByteRange.ALL)).isEmpty();
      assertThat(store.localFile(key)).isEmpty();
      store.delete(List.of(key));
      assertThat(list(store, name, true)).isEmpty();
      assertThat(list(store, name + "/", false)).isEmpty();
      assertThatThrownBy(() -> store.requireSupported(key)).hasMessageContaining("over 255 bytes");
      assertThatThrownBy(() -> put(store, name, "x"))
          .isInstanceOfSatisfying(
              GypsumException.class,
              e -> assertThat(e.kind()).isEqualTo(GypsumException.Kind.INVALID));
    }
  }

  @Test
  void aNameCannotBeAFileAndADirectory() {
    put(store, "file", "x");
    put(store, "directory/below", "x");
    List<PutCondition> conditions = List.of(PutCondition.OVERWRITE, PutCondition.CREATE);
    for (PutCondition condition : conditions) {
      for (String name : List.of("file/a", "file/a/b/c", "directory")) {
        assertThatThrownBy(() -> store.put(new Key(name), Content.of("y"), condition))
            .hasMessageContaining("both a file and a directory")
            .isInstanceOfSatisfying(
                GypsumException.class,
                e -> assertThat(e.kind()).isEqualTo(GypsumException.Kind.INVALID));
      }
    }
    assertThat(tree(root)).containsExactly(
        "..tmp", "..tmp/locks", "directory", "directory/below", "file");
  }

  @Test
  void emptyDirectoriesAreNotListed() throws IOException {
    Files.createDirectories(root.resolve("hollow/a/b"));
    Files.createDirectories(root.resolve("hollow/c"));
    put(store, "full/x", "x");
    assertThat(list(store, "", false)).containsExactly("full/");
    assertThat(list(store, "hollow/", false)).isEmpty();
    put(store, "hollow", "a file in their place");
    assertThat(text(store, "hollow")).hasValue("a file in their place");
  }

  @Test
  void deletingTheLastFileRemovesItsDirectories() {
    put(store, "a/b/c/d", "x");
    put(store, "a/e", "x");
    store.delete(List.of(new Key("a/b/c/d")));
    assertThat(tree(root)).containsExactly("..tmp", "..tmp/locks", "a", "a/e");
    store.delete(List.of(new Key("a/e")));
    assertThat(tree(root)).containsExactly("..tmp", "..tmp/locks");
  }

  @Test
  void oneCallDeletesInSeveralDirectoriesButNotThroughLinks() throws IOException {
    for (String name : List.of("a/1", "a/2", "b/c/1", "b/c/kept", "d")) {
      put(store, name, "x");
    }
    Files.createSymbolicLink(root.resolve("link"), outside);
    Files.createSymbolicLink(root.resolve("alias"), root.resolve("b"));
    Files.createDirectory(root.resolve("a/directory"));
    store.delete(
        Stream.of(
            "a/1", "link/secret", "b/c/1", "a/directory", "a/missing", "alias/c/kept", "a/2", "d")
            .map(Key::new)
            .toList());
    assertThat(list(store, "", true)).containsExactly("b/c/kept");
    assertThat(outside.resolve("secret")).hasContent("secret");
    assertThat(root.resolve("a/directory")).isDirectory();
  }

  @Test
  void linksAreNotFollowed() throws IOException {
    put(store, "inside/file", "x");
    Files.createSymbolicLink(root.resolve("link"), directory.resolve("outside"));
    Files.createSymbolicLink(root.resolve("inside/up"), Path.of("../.."));
    Files.createSymbolicLink(root.resolve("alias"), root.resolve("inside"));
    Files.createSymbolicLink(root.resolve("temporary"), root.resolve("..tmp"));
    Files.createSymbolicLink(root.resolve("inside/secret"), outside.resolve("secret"));
    Files.createSymbolicLink(root.resolve("loop"), root.resolve("loop"));
    List<String> before = tree(directory);
    for (String name : List.of(
        "link/secret", "link/deep/secret", "inside/up/outside/secret",
        "alias/file", "inside/secret", "loop", "loop/x", "temporary/locks/00")) {
      Key key = new Key(name);
      assertThat(store.head(key)).as(name).isEmpty();
      assertThat(store.get(key, ByteRange.ALL)).as(name).isEmpty();
      assertThat(store.localFile(key)).as(name).isEmpty();
      store.delete(List.of(key));
      assertThatThrownBy(() -> store.put(key, Content.of("evil"), PutCondition.CREATE)).as(name)
          .isInstanceOfSatisfying(
              GypsumException.class,
              e -> assertThat(e.kind()).isEqualTo(GypsumException.Kind.INVALID))
          .hasMessageContaining("symbolic link");
      String parent = name.substring(0, name.lastIndexOf('/') + 1);
      if (!parent.equals("inside/") && !parent.isEmpty()) {
        assertThat(list(store, parent, true)).as(parent).isEmpty();
      }
    }
    for (String name : List.of("link/new", "inside/up/new", "loop/new/er")) {
      assertThatThrownBy(() -> put(store, name, "evil")).as(name)
          .hasMessageContaining("symbolic link");
    }
    assertThat(list(store, "", true)).containsExactly("inside/file");
    assertThat(list(store, "", false)).containsExactly("inside/");
    assertThat(tree(directory)).isEqualTo(before);
    put(store, "inside/secret", "ours");
    assertThat(outside.resolve("secret")).hasContent("secret");
    assertThat(text(store, "inside/secret")).hasValue("ours");
  }

  @Test
  void nothingOutsideTheRootCanBeReached() throws IOException {
    Files.createSymbolicLink(root.resolve("link"), directory.resolve("outside"));
    List<String> outsideBefore = tree(directory.resolve("outside"));
    Random random = new Random(7);
    Set<Key> tried = new HashSet<>();
    int held = 0;
    for (int i = 0; i < 2000; i++) {
      String name = hostileName(random);
      assertThat(list(store, name, random.nextBoolean())).allSatisfy(
          found -> assertThat(found).startsWith(name).doesNotContain("secret"));
      Key key;
      try {
        key = new Key(name);
      } catch (GypsumException e) {
        continue;
      }
      if (!tried.add(key) || held == 150) {
        continue;
      }
      try {
        // A Create, since an Overwrite may replace the link itself.
        store.put(key, Content.of(name), PutCondition.CREATE);
        held++;
        assertThat(text(store, name)).hasValue(name);
        store.delete(List.of(key));
      } catch (GypsumException e) {
        assertThat(e.kind()).isEqualTo(GypsumException.Kind.INVALID);
      }
      assertThat(store.head(key)).isEmpty();
    }
    assertThat(held).isGreaterThan(50);
    assertThat(tree(directory.resolve("outside"))).isEqualTo(outsideBefore);
    assertThat(directory.toFile().list()).containsExactlyInAnyOrder("root", "outside");
    assertThat(outside.resolve("secret")).hasContent("secret");
    assertThat(tree(root)).containsExactly("..tmp", "..tmp/locks", "link");
  }

  private static String hostileName(Random random) {
    String[] parts =
        {"..", ".", "", "...", "..tmp", "..\\..", "\0", "link", "secret", "outside", "a", "%2e%2e",
            "..%2f", "etc", "~", "C:", "\u2025", "\uFF0E\uFF0E", "x".repeat(260), " ", "\n",
            "..;", "locks", "*"};
    StringBuilder name = new StringBuilder(random.nextInt(8) == 0 ? "/" : "");
    for (int left = 1 + random.nextInt(4); left > 0; left--) {
      name.append(parts[random.nextInt(parts.length)]).append(left > 1 ? "/" : "");
    }
    return name.toString();
  }

  @Test
  void failedWritesLeaveNothing() {
    List<String> before = tree(root);
    Content tooShort = new Content(9, null, Content.of("x").source(), true);
    Content breaks = new Content(9, null, () -> {
      throw new IOException("no such stream");
    }, true);
    for (Content content : List.of(tooShort, breaks)) {
      for (PutCondition condition : List.of(PutCondition.OVERWRITE, PutCondition.CREATE)) {
        assertThatThrownBy(() -> store.put(new Key("new/a/b"), content, condition))
            .isInstanceOf(GypsumException.class);
      }
    }
    PutCondition other = new PutCondition.IfMatch(new ETag("other"));
    assertThat(store.put(new Key("new/a/b"), Content.of("x"), other).isWritten()).isFalse();
    put(store, "file", "x");
    assertThatThrownBy(() -> put(store, "file/a", "x")).isInstanceOf(GypsumException.class);
    store.delete(List.of(new Key("file")));
    assertThat(tree(root)).isEqualTo(before);
  }

  @Test
  void temporaryFilesAreDeletedAfterADay() throws IOException {
    Instant now = Instant.now();
    Path old = Files.writeString(root.resolve("..tmp/old"), "x");
    Files.setLastModifiedTime(old, FileTime.from(now.minus(Duration.ofHours(25))));
    Files.writeString(root.resolve("..tmp/young"), "x");
    DiskStore.open(root, () -> now, System::nanoTime).close();
    assertThat(tree(root)).containsExactly("..tmp", "..tmp/locks", "..tmp/young");
    DiskStore.open(root, () -> now.plus(Duration.ofHours(25)), System::nanoTime).close();
    assertThat(tree(root)).containsExactly("..tmp", "..tmp/locks");
  }

  @Test
  void readingATruncatedFileFails() throws IOException {
    put(store, "file", "0123456789".repeat(1000));
    try (StoredObject object = store.get(new Key("file"), ByteRange.ALL).orElseThrow()) {
      assertThat(object.body().readNBytes(2)).hasSize(2);
      try (FileChannel file =
          FileChannel.open(root.resolve("file"), StandardOpenOption.WRITE)) {
        file.truncate(5_000);
      }
      assertThatThrownBy(() -> object.body().readAllBytes()).isInstanceOf(EOFException.class);
    }
  }

  @Test
  void onlyRegularFilesWithValidKeysAreListed() throws IOException {
    put(store, "ok", "x");
    for (String name : List.of("back\\slash", "control\u0001")) {
      Files.writeString(root.resolve(name), "x");
      Files.createDirectories(root.resolve(name + "d"));
      Files.writeString(root.resolve(name + "d/file"), "x");
    }
    Path deep = root;
    for (int i = 0; i < 6; i++) {
      deep = Files.createDirectory(deep.resolve("d".repeat(200)));
    }
    Files.writeString(deep.resolve("beyond 1,024 bytes"), "x");
    assertThat(list(store, "", true)).containsExactly("ok");
    assertThat(list(store, "", false)).containsExactly("ok");
  }
}
