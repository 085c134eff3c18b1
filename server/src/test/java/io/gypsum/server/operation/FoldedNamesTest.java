package io.gypsum.server.operation;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.data.SigningKey;
import io.gypsum.server.testing.FastDirectory;
import io.gypsum.server.testing.Files;
import io.gypsum.server.testing.TestClock;
import io.gypsum.server.testing.TestOperations;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.NameFolding;
import io.gypsum.store.disk.DiskStore;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.gypsum.server.testing.TestOperations.ADMIN;
import static io.gypsum.server.testing.TestOperations.OWNER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A server whose disk does not distinguish all names refuses what would become one file, and changes nothing. */
class FoldedNamesTest {
  @TempDir(factory = FastDirectory.class) Path root;
  private DiskStore store;
  private TestOperations server;

  @BeforeEach
  void publishAVersion() {
    store = DiskStore.openFolding(root, new NameFolding(true, true));
    server = new TestOperations(store, new TestClock(), SigningKey.random());
    server.create("proj");
    server.publish(OWNER, "proj/asset/v1", "dir/a.txt", "content", "dir/b.txt", "more");
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aProjectWhoseNameFoldsOntoAnotherOneIsRefused() {
    assertRefused(() -> server.create("Proj"), "'Proj'", "'proj'");
  }

  @ParameterizedTest
  @CsvSource({
      "proj/Asset/v2, proj/Asset, proj/asset", "proj/asset/V1, proj/asset/V1, proj/asset/v1"})
  void anUploadWhoseAssetOrVersionFoldsOntoAnotherOneIsRefused(
      String version, String name, String existing) {
    String body = Files.body(Files.simple("x", "1"));
    assertRefused(
        () -> server.start(OWNER, version, body), "'" + name + "'", "'" + existing + "'");
  }

  @Test
  void anUploadToTheProjectUnderAnotherNameFindsNoProject() {
    assertThatThrownBy(
        () -> server.start(OWNER, "PROJ/asset/v2", Files.body(Files.simple("x", "1"))))
        .hasMessageContaining("'PROJ' does not exist");
  }

  @ParameterizedTest
  @CsvSource({
      "A.txt, a.txt, A.txt, a.txt", "d/x, D/y, d, D", "d, D/y, d, D", "D/y, d, D, d",
      "caf\u00e9, cafe\u0301, caf\u00e9, cafe\\u0301", "d/e/x, d/E/x, d/e/x, d/E/x",
      "d/e/x, d/E/y, d/e, d/E"})
  void filesOfOneUploadThatFoldOntoEachOtherAreRefused(
      String first, String second, String one, String other) {
    String body = Files.body(Files.simple(first, "1"), Files.simple(second, "2"));
    assertRefused(
        () -> server.start(OWNER, "proj/asset/v2", body), "'" + one + "' and '" + other + "'",
        "ignores case and Unicode normalization");
  }

  @Test
  void aLinkToTheProjectUnderAnotherNameIsRefused() {
    String body = Files.body(Files.link("x", "Proj/asset/v1/dir/a.txt"));
    assertRefused(
        () -> server.start(OWNER, "proj/asset/v2", body), "Proj/asset/v1", "does not exist");
  }

  @Test
  void theRemovalOfAProjectUnderAnotherNameRemovesNothing() {
    assertRefused(
        () -> server.removal.removeProject(ADMIN, new ProjectName("Proj")), "'Proj'", "'proj'");
  }

  @Test
  void differentNamesAreAccepted() {
    server.publish(OWNER, "proj/asset/v2", "dir/a.txt", "new", "dir2/b.txt", "more", "\u00e9", "x");
    server.create("proj2");
    assertThat(keys())
        .contains("proj/asset/v2/dir/a.txt", "proj/asset/v2/\u00e9", "proj2/..permissions");
  }

  private void assertRefused(ThrowingCallable call, String... problem) {
    List<String> before = keys();
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            GypsumException.class,
            e -> assertThat(e.kind()).isEqualTo(GypsumException.Kind.INVALID))
        .hasMessageContainingAll(problem);
    assertThat(keys()).as("everything is as before, and no project is locked").isEqualTo(before);
  }

  private List<String> keys() {
    try (Stream<ObjectEntry> objects = store.list(Prefix.ALL)) {
      return objects.map(object -> object.key().value()).toList();
    }
  }
}
