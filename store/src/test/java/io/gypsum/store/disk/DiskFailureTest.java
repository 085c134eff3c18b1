package io.gypsum.store.disk;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.gypsum.core.document.Md5;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.ByteRange;
import io.gypsum.store.Content;
import io.gypsum.store.PutCondition;
import io.gypsum.store.StoreException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.gypsum.store.disk.Fixture.put;
import static io.gypsum.store.disk.Fixture.text;
import static io.gypsum.store.disk.Fixture.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Failures of the disk store. */
class DiskFailureTest {
  private static final Key KEY = new Key("p/key");

  @TempDir Path root;

  @AfterEach
  void clearInterrupt() {
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void messagesContainReasonsButNoPaths() {
    String path = "/srv/secret/path";
    Map<IOException, String> words =
        Map.of(
            new IOException("No space left on device"), "the disk is full",
            new FileSystemException(path, null, "No space left on device"), "the disk is full",
            new FileSystemException(path, null, "Read-only file system"), "read-only",
            new FileSystemException(path, null, "Disk quota exceeded"), "quota",
            new AccessDeniedException(path), "permission denied",
            new FileSystemException(path, null, "Too many open files"), "too many files are open",
            new IOException("something about " + path), "the disk reported an error");
    words.forEach((cause, expected) -> {
      StoreException e = DiskErrors.of("write 'k'", CallOutcome.UNKNOWN, cause);
      assertThat(e).hasMessageContaining("cannot write 'k'")
          .hasMessageContaining(expected)
          .hasCause(cause);
      assertThat(e.getMessage()).doesNotContain("/srv");
      assertThat(e.outcome()).isEqualTo(CallOutcome.UNKNOWN);
    });
  }

  @Test
  void anInterruptedWriteDoesNothingAndStaysInterrupted() {
    try (DiskStore store = DiskStore.open(root)) {
      put(store, "p/key", "old");
      for (Content content : List.of(Content.of("new"), Content.of(new byte[6_000_000]))) {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> store.put(KEY, content, PutCondition.OVERWRITE))
            .isInstanceOfSatisfying(StoreException.class, e -> {
              assertThat(e.outcome()).isEqualTo(CallOutcome.NOT_DONE);
              assertThat(e).hasMessageContaining("interrupted");
            });
        assertThat(Thread.interrupted()).isTrue();
      }
      assertThat(text(store, "p/key")).hasValue("old");
      put(store, "p/key", "new");
      assertThat(text(store, "p/key")).hasValue("new");
      assertThat(tree(root)).containsExactly("..tmp", "..tmp/locks", "p", "p/key");
    }
  }

  @Test
  void anInterruptedDeleteDoesNothingAndStaysInterrupted() {
    try (DiskStore store = DiskStore.open(root)) {
      put(store, "p/key", "old");
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> store.delete(List.of(KEY)))
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.outcome()).isEqualTo(CallOutcome.NOT_DONE));
      assertThat(Thread.interrupted()).isTrue();
      assertThat(text(store, "p/key")).hasValue("old");
    }
  }

  @Test
  void anInterruptInTheMiddleOfABigWriteLeavesNothing() {
    try (DiskStore store = DiskStore.open(root)) {
      byte[] bytes = new byte[20_000_000];
      Content.Source source = () -> new ByteArrayInputStream(bytes) {
        @Override
        public synchronized int read(byte[] into, int offset, int length) {
          if (available() < 10_000_000) {
            Thread.currentThread().interrupt();
          }
          return super.read(into, offset, length);
        }
      };
      Content content =
          new Content(bytes.length, new Md5(1, 2), source, true);
      assertThatThrownBy(() -> store.put(KEY, content, PutCondition.CREATE))
          .isInstanceOf(StoreException.class);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(tree(root)).containsExactly("..tmp", "..tmp/locks");
    }
  }

  @Test
  void aClosedStoreRefusesEverything() {
    DiskStore store = DiskStore.open(root);
    store.close();
    store.close();
    List<Runnable> calls =
        List.of(
            () -> store.head(KEY), () -> store.get(KEY, ByteRange.ALL), () -> store.localFile(KEY),
            () -> store.list(Prefix.ALL), () -> put(store, "p/key", "x"),
            () -> store.delete(List.of(KEY)));
    for (Runnable call : calls) {
      assertThatThrownBy(call::run).isInstanceOf(StoreException.class)
          .hasMessageContaining("closed");
    }
  }

  @Test
  void onlyADirectoryCanBeOpened() throws IOException {
    Path file = Files.writeString(root.resolve("file"), "x");
    assertThatThrownBy(() -> DiskStore.open(file)).isInstanceOf(StoreException.class)
        .hasMessageContaining("cannot open the disk store");
    Files.createDirectories(root.resolve("used"));
    Files.writeString(root.resolve("used/..tmp"), "a file in the way");
    assertThatThrownBy(() -> DiskStore.open(root.resolve("used")))
        .isInstanceOf(StoreException.class);
    Path linked = Files.createDirectories(root.resolve("linked"));
    Files.createSymbolicLink(linked.resolve("..tmp"), root);
    assertThatThrownBy(() -> DiskStore.open(linked)).isInstanceOf(StoreException.class);
  }

  @Test
  void aWriteWhoseTemporaryFileWasDeletedDoesNothing() {
    try (DiskStore store = DiskStore.open(root)) {
      Content.Source thief = () -> {
        for (String path : tree(root)) {
          if (path.startsWith("..tmp/") && !path.endsWith("locks")) {
            Files.delete(root.resolve(path));
          }
        }
        return Content.of("x").source().open();
      };
      for (PutCondition condition : List.of(PutCondition.CREATE, PutCondition.OVERWRITE)) {
        assertThatThrownBy(() -> store.put(KEY, new Content(1, null, thief, true), condition))
            .isInstanceOfSatisfying(
                StoreException.class, e -> assertThat(e.outcome()).isEqualTo(CallOutcome.NOT_DONE));
      }
      assertThat(tree(root)).containsExactly("..tmp", "..tmp/locks");
    }
  }
}
