package io.gypsum.store.disk;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.Key;
import io.gypsum.store.Content;
import io.gypsum.store.NameFolding;
import io.gypsum.store.PutCondition;
import io.gypsum.store.RetryingStore;
import io.gypsum.store.Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.gypsum.store.disk.Fixture.list;
import static io.gypsum.store.disk.Fixture.put;
import static io.gypsum.store.disk.Fixture.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Keys that a file system would not distinguish. */
class FoldingDiskStoreTest {
  private static final NameFolding BOTH = new NameFolding(true, true);

  @TempDir Path root;
  private Store store;

  @BeforeEach
  void open() {
    store = new RetryingStore(DiskStore.openFolding(root, BOTH));
    put(store, "p/a/v/dir/\u00e9", "content");
  }

  @AfterEach
  void close() {
    store.close();
  }

  @ParameterizedTest
  @CsvSource({
      "P/a/v/other, P, p", "p/A/..latest, p/A, p/a", "p/a/V/x/y, p/a/V, p/a/v",
      "p/a/v/Dir/x, p/a/v/Dir, p/a/v/dir",
      "p/a/v/dir/e\u0301, p/a/v/dir/e\\u0301, p/a/v/dir/\u00e9",
      "p/a/v/dir/\u00c9, p/a/v/dir/\u00c9, p/a/v/dir/\u00e9"})
  void aKeyThatFoldsOntoAnExistingNameIsRefusedNamingBoth(
      String text, String name, String existing) {
    Key key = new Key(text);
    List<String> before = Fixture.tree(root);
    for (PutCondition condition : List.of(PutCondition.OVERWRITE, PutCondition.CREATE)) {
      assertRefused(() -> store.put(key, Content.of("other"), condition), text, name, existing);
    }
    assertRefused(() -> store.copy(new Key("p/a/v/dir/\u00e9"), key), text, name, existing);
    assertRefused(() -> store.requireSupported(key), text, name, existing);
    store.delete(List.of(key));
    assertThat(Fixture.tree(root)).isEqualTo(before);
    assertThat(text(store, text)).isEmpty();
    assertThat(list(store, text, true)).isEmpty();
  }

  private static void assertRefused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String key, String name,
      String existing) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            GypsumException.class,
            e -> assertThat(e.kind()).isEqualTo(GypsumException.Kind.INVALID))
        .hasMessage(
            "the disk store does not support the key '" + key
                + "': the disk ignores case and Unicode normalization and does not distinguish '"
                + name + "' from the existing '" + existing
                + "'; use the existing name or choose another one");
  }

  @ParameterizedTest
  @ValueSource(strings = {"p/a/v/dir/\u00e9", "p/a/v/dir/f", "q/a", "p/a/..latest"})
  void anExactNameAndADifferentOneAreWritten(String key) {
    put(store, key, "new content");
    assertThat(text(store, key)).hasValue("new content");
    assertThat(list(store, key, true)).containsExactly(key);
  }

  @Test
  void aNameCanBeUsedAfterTheOtherOneWasDeleted() {
    store.delete(List.of(new Key("p/a/v/dir/\u00e9")));
    put(store, "P/a/v/dir/\u00c9", "content");
    assertThat(list(store, "", true)).containsExactly("P/a/v/dir/\u00c9");
  }

  @Test
  void wrappersPassTheFoldingOn() {
    assertThat(store.nameFolding()).isEqualTo(BOTH);
  }

  @Test
  void aFileSystemThatDistinguishesAllNamesIsRecognized(@TempDir Path other) throws Exception {
    try (Store plain = DiskStore.open(other)) {
      // The temporary directory of the tests may be on a file system that folds names.
      Files.createFile(other.resolve("case"));
      assertThat(plain.nameFolding().ignoresCase())
          .isEqualTo(Files.exists(other.resolve("CASE")));
      assertThat(Fixture.tree(other)).doesNotContain("..tmp/")
          .allMatch(
              path -> path.equals("..tmp") || path.equals("..tmp/locks") || path.equals("case"));
    }
  }
}
