package io.gypsum.store.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.ByteRange;
import io.gypsum.store.Content;
import io.gypsum.store.ETag;
import io.gypsum.store.PutCondition;
import io.gypsum.store.ReadStore;
import io.gypsum.store.Store;
import io.gypsum.store.StoreException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.gypsum.store.disk.Fixture.list;
import static io.gypsum.store.disk.Fixture.put;
import static io.gypsum.store.disk.Fixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The directory disappears while its store is open, as when its file system is unmounted. */
class BucketPresenceTest {
  private static final Key KEY = new Key("p/a/v/file");

  @TempDir Path temp;
  private Path root;
  private Path away;

  @BeforeEach
  void fill() {
    root = temp.resolve("bucket");
    away = temp.resolve("away");
    try (Store store = DiskStore.open(root)) {
      put(store, KEY.value(), "content");
    }
  }

  /** The mount point of a file system that is not mounted is an empty directory. */
  private void unmount() throws IOException {
    Files.move(root, away);
    Files.createDirectory(root);
  }

  private void mount() throws IOException {
    Files.delete(root);
    Files.move(away, root);
  }

  @Test
  void everyCallFailsWhileTheDirectoryIsAwayAndSucceedsAfterwards() throws IOException {
    try (Store store = DiskStore.open(root)) {
      unmount();
      List<ThrowingCallable> calls =
          List.of(
              () -> store.head(KEY), () -> store.get(KEY, ByteRange.ALL),
              () -> store.localFile(KEY), () -> list(store, "", true),
              () -> list(store, "", false), () -> list(store, "p/a/", false),
              () -> store.delete(List.of(KEY)), () -> store.copy(KEY, new Key("p/a/v/copy")),
              () -> store.put(KEY, Content.of("x"), PutCondition.CREATE),
              () -> store.put(KEY, Content.of("x"), PutCondition.OVERWRITE),
              () -> store.put(KEY, Content.of("x"), new PutCondition.IfMatch(new ETag("x"))),
              store::requireUsable);
      for (ThrowingCallable call : calls) {
        assertLost(call);
      }
      assertThat(root).isEmptyDirectory();

      mount();
      assertThat(text(store, KEY.value())).hasValue("content");
      assertThat(list(store, "", true)).containsExactly(KEY.value());
      store.requireUsable();
      put(store, "p/a/v/new", "x");
      assertThat(store.head(new Key("p/a/v/none"))).isEmpty();
    }
  }

  @Test
  void aListingFailsIfTheDirectoryDisappearsMeanwhile() throws IOException {
    try (Store store = DiskStore.open(root)) {
      put(store, "p/b/v/file", "content");
      try (Stream<?> entries = store.list(Prefix.ALL)) {
        var iterator = entries.iterator();
        iterator.next();
        unmount();
        assertLost(() -> {
          while (iterator.hasNext()) {
            iterator.next();
          }
        });
      }
    }
  }

  @Test
  void aReadOnlyStoreWithoutMarkerIsCheckedToo() throws IOException {
    Path copy = Files.createDirectories(temp.resolve("copy/p/a/v")).getParent();
    Files.writeString(copy.resolve("v/file"), "content");
    root = temp.resolve("copy");
    try (ReadStore store = DiskReadStore.open(root)) {
      assertThat(store.head(new Key("p/a/v/none"))).isEmpty();
      unmount();
      assertLost(() -> store.head(KEY));
      assertLost(() -> store.list(Prefix.ALL).count());
      mount();
      assertThat(store.head(KEY)).isPresent();
      assertThat(DiskReadStore.wasStore(root)).isFalse();
    }
  }

  @Test
  void anotherBucketInItsPlaceIsNotServed() throws IOException {
    try (Store store = DiskStore.open(root)) {
      Files.move(root, away);
      DiskStore.open(root).close();
      assertLost(() -> store.head(KEY));
      Key other = new Key("p/a/v/other");
      assertLost(() -> store.put(other, Content.of("x"), PutCondition.CREATE));
      assertLost(() -> store.put(other, Content.of("x"), PutCondition.OVERWRITE));
      try (Store replacement = DiskStore.open(root)) {
        put(replacement, KEY.value(), "content");
      }
      assertLost(() -> store.copy(KEY, other));
    }
  }

  /** Inode and device numbers may change, the content of the marker does not. */
  @Test
  void theSameBucketIsRecognizedWithOtherInodeNumbers() throws IOException {
    try (Store store = DiskStore.open(root)) {
      Path marker = root.resolve("..tmp/locks/bucket.id");
      byte[] id = Files.readAllBytes(marker);
      Files.move(marker, marker.resolveSibling("old"));
      assertLost(() -> store.head(new Key("p/a/v/none")));
      Files.write(marker, id);
      assertThat(store.head(new Key("p/a/v/none"))).isEmpty();
      assertThat(store.head(KEY)).isPresent();
    }
  }

  @Test
  void aStoreOfAnEarlierVersionGetsAMarkerWhenItIsOpened() throws IOException {
    Path marker = root.resolve("..tmp/locks/bucket.id");
    Files.delete(marker);
    try (ReadStore store = DiskReadStore.open(root)) {
      assertThat(store.head(KEY)).isPresent();
    }
    assertThat(marker).doesNotExist();
    try (Store store = DiskStore.open(root); Store second = DiskStore.open(root)) {
      assertThat(marker).exists();
      assertThat(list(store, "", true)).containsExactly(KEY.value());
      assertThat(list(second, "", false)).containsExactly("p/");
    }
    assertThat(DiskReadStore.wasStore(root)).isTrue();
  }

  private static void assertLost(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(StoreException.class, e -> {
          assertThat(e.outcome()).isEqualTo(CallOutcome.NOT_DONE);
          assertThat(e.getMessage()).doesNotContain("bucket.id");
        })
        .hasMessageContaining("no longer exists or was replaced")
        .hasMessageContaining("check that its file system is mounted");
  }
}
