package io.gypsum.store.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.store.ByteRange;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.ReadStore;
import io.gypsum.store.StoreException;
import io.gypsum.store.StoredObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Opening a store for reading. Reads are covered by the contract suite on {@link DiskStore}, which delegates them. */
class DiskReadStoreTest {
  private static final Key KEY = new Key("p/a/v/file");

  @TempDir Path root;

  @Test
  void readsExistingFilesAndWritesNothing() throws IOException {
    Files.createDirectories(root.resolve("p/a/v"));
    Files.writeString(root.resolve("p/a/v/file"), "content");
    try (ReadStore store = DiskReadStore.open(root)) {
      assertThat(store.head(KEY)).get().extracting("sizeBytes").isEqualTo(7L);
      try (StoredObject object = store.get(KEY, new ByteRange(3, 2)).orElseThrow()) {
        assertThat(object.body()).hasContent("te");
      }
      try (Stream<ObjectEntry> entries = store.list(Prefix.ALL)) {
        assertThat(entries.map(ObjectEntry::text)).isEqualTo(List.of("p/a/v/file"));
      }
      assertThat(store.localFile(KEY)).isPresent();
    }
    assertThat(root.toFile().list()).containsExactly("p");
  }

  @Test
  void aMissingDirectoryIsNotCreated() {
    Path missing = root.resolve("missing");
    assertThatThrownBy(() -> DiskReadStore.open(missing))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("its directory does not exist");
    assertThat(missing).doesNotExist();
  }

  @Test
  void aFileCannotBeOpened() throws IOException {
    Path file = Files.createFile(root.resolve("file"));
    assertThatThrownBy(() -> DiskReadStore.open(file)).hasMessageContaining("it is a file");
  }

  @Test
  void aClosedReadStoreRefusesReads() {
    ReadStore store = DiskReadStore.open(root);
    store.close();
    assertThatThrownBy(() -> store.head(KEY)).hasMessageContaining("is closed");
  }
}
