package io.gypsum.store.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import io.gypsum.core.name.Key;
import io.gypsum.store.ByteRange;
import io.gypsum.store.StoredObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.gypsum.store.disk.Fixture.put;
import static io.gypsum.store.disk.Fixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A file is read as it is, even if it was replaced since it was read before. */
class SmallReadsTest {
  @TempDir Path directory;
  private final AtomicLong nanoTime = new AtomicLong();
  /** Runs after the state of the next file was read, and before the file is opened. */
  private final AtomicReference<Runnable> beforeOpening = new AtomicReference<>(() -> {});
  private DiskStore store;

  @BeforeEach
  void open() {
    store =
        DiskStore.open(
            directory.resolve("root"), InstantSource.system(), () -> {
              beforeOpening.getAndSet(() -> {}).run();
              return nanoTime.get();
            });
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aReplacedObjectIsReadFromTheFile() {
    for (int i = 0; i < 100; i++) {
      put(store, "p/a/v/file", "content " + (i % 10));
      assertThat(text(store, "p/a/v/file")).hasValue("content " + (i % 10));
      assertThat(text(store, "p/a/v/file")).hasValue("content " + (i % 10));
    }
  }

  @Test
  void aDeletedObjectIsNotReturned() throws IOException {
    put(store, "p/a/v/file", "content");
    assertThat(text(store, "p/a/v/file")).isPresent();
    Files.delete(directory.resolve("root/p/a/v/file"));
    assertThat(text(store, "p/a/v/file")).isEmpty();
  }

  @Test
  void aReplacedFileIsADifferentObject() throws IOException {
    put(store, "p/a/v/file", "content");
    assertThat(text(store, "p/a/v/file")).isPresent();
    Path other = Files.writeString(directory.resolve("other"), "CONTENT");
    Files.setLastModifiedTime(
        other, Files.getLastModifiedTime(directory.resolve("root/p/a/v/file")));
    Files.move(
        other, directory.resolve("root/p/a/v/file"),
        StandardCopyOption.REPLACE_EXISTING);
    assertThat(text(store, "p/a/v/file")).hasValue("CONTENT");
  }

  @Test
  void rangesOfSmallObjectsAreCorrect() throws IOException {
    put(store, "p/a/v/file", "0123456789");
    assertThat(text(store, "p/a/v/file")).hasValue("0123456789");
    try (StoredObject part =
        store.get(new Key("p/a/v/file"), new ByteRange(3, 4)).orElseThrow()) {
      assertThat(new String(part.body().readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo("3456");
      assertThat(part.info().sizeBytes()).isEqualTo(10);
    }
  }

  @Test
  void aFileThatIsReplacedByALinkBeforeItIsOpenedDoesNotExist() throws IOException {
    put(store, "p/a/v/file", "content");
    Path file = directory.resolve("root/p/a/v/file");
    Path outside = Files.writeString(directory.resolve("outside"), "content");
    beforeOpening.set(() -> {
      try {
        Files.delete(file);
        Files.createSymbolicLink(file, outside);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
    assertThat(text(store, "p/a/v/file")).isEmpty();
    assertThat(file).isSymbolicLink();
  }

  /** The file that a link leads to has the same inode, size and time, and is therefore the same file. */
  @Test
  void aDirectoryThatWasReplacedByALinkIsNoticedAfterASecond() throws IOException {
    put(store, "p/a/v/file", "content");
    assertThat(text(store, "p/a/v/file")).hasValue("content");
    Path version = directory.resolve("root/p/a/v");
    Path outside = Files.move(version, directory.resolve("outside"));
    Files.createSymbolicLink(version, outside);

    nanoTime.addAndGet(KeyPaths.RecentDirectories.MAX_AGE.toNanos() - 1);
    assertThat(text(store, "p/a/v/file")).as("before").hasValue("content");
    nanoTime.incrementAndGet();
    assertThat(text(store, "p/a/v/file")).as("after").isEmpty();
  }

  /** A copy is read and created like a small file; what replaces an object is always checked. */
  @Test
  void aCopyNoticesAfterASecondThatItsDirectoryWasReplacedByALink() throws IOException {
    put(store, "p/a/v/file", "content");
    put(store, "x", "other");
    assertThat(store.copy(new Key("x"), new Key("p/a/v/1"))).isTrue();
    Path version = directory.resolve("root/p/a/v");
    Path outside = Files.move(version, directory.resolve("outside"));
    Files.createSymbolicLink(version, outside);

    nanoTime.addAndGet(KeyPaths.RecentDirectories.MAX_AGE.toNanos());
    for (String key : List.of("p/a/v/2", "p/a/v/file")) {
      assertThatThrownBy(() -> store.copy(new Key("x"), new Key(key)))
          .hasMessageContaining("symbolic link");
    }
    assertThat(store.copy(new Key("p/a/v/file"), new Key("y"))).isFalse();
    assertThat(outside.toFile().list()).containsExactlyInAnyOrder("file", "1");
    assertThat(outside.resolve("file")).hasContent("content");
  }

  @Test
  void aCopyIntoADirectoryThatWasDeletedCreatesItAgain() {
    put(store, "x", "content");
    for (int i = 0; i < 3; i++) {
      assertThat(store.copy(new Key("x"), new Key("p/a/v/copy"))).isTrue();
      assertThat(text(store, "p/a/v/copy")).hasValue("content");
      store.delete(List.of(new Key("p/a/v/copy")));
      assertThat(directory.resolve("root/p")).doesNotExist();
    }
  }

  @Test
  void recentDirectoriesExpireAfterASecond() {
    KeyPaths.RecentDirectories directories = new KeyPaths.RecentDirectories();
    Path one = Path.of("/root/one");
    directories.add(one, Long.MAX_VALUE);
    long kept = KeyPaths.RecentDirectories.MAX_AGE.toNanos();
    assertThat(directories.contains(one, Long.MAX_VALUE + kept - 1)).isTrue();
    assertThat(directories.contains(one, Long.MAX_VALUE + kept)).isFalse();
    assertThat(directories.contains(Path.of("/root/two"), Long.MAX_VALUE)).isFalse();
  }
}
