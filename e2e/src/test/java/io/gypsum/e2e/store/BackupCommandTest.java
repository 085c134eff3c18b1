package io.gypsum.e2e.store;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.gypsum.e2e.harness.CommandUser;
import io.gypsum.e2e.harness.GypsumCommand;
import io.gypsum.e2e.harness.Json;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.TestStore;
import io.gypsum.e2e.harness.Users;
import io.gypsum.metadata.index.SmallRegistry;
import io.gypsum.store.Store;
import io.gypsum.store.backup.SmallBucket;
import io.gypsum.store.disk.DiskReadStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class BackupCommandTest {
  private static final String CORRUPT = "celldex/tasic-brain-2016/2024-02-26/..manifest";

  @TempDir Path temp;
  private Path registry;
  private Path copy;
  private CommandUser user;

  @BeforeEach
  void unpack() throws IOException {
    registry = temp.resolve("registry");
    copy = temp.resolve("copy");
    SmallRegistry.unpack(registry);
    user = new CommandUser(URI.create("http://127.0.0.1:1"), null, temp);
  }

  @Test
  void aServerIsBackedUpIntoADirectory() {
    Path data = Users.newData(temp);
    TestStore.fill(data, registry);
    try (TestServer server = TestServer.start(data)) {
      String url = server.process().url().toString();
      assertThat(backup(url).ok().errors()).startsWith("Copied 38 versions (");
      try (Store bucket = TestStore.open(data)) {
        assertThat(contents(copy)).isEqualTo(SmallBucket.contents(bucket));
      }

      assertThat(backup(url).ok().errors())
          .startsWith("Copied 0 versions (0 files, 0 B); unchanged");
      assertThat(Json.object(backup(url, "--json").json()))
          .containsEntry("versions_copied", 0L)
          .containsEntry("versions_unchanged", 38L)
          .containsEntry("files_copied", 0L)
          .containsEntry("documents_copied", 0L)
          .containsEntry("objects_deleted", 0L)
          .containsEntry("dry_run", false)
          .containsEntry("problems", List.of());
    }
  }

  @Test
  void theBackupCanBeServed() throws IOException {
    Path data = Users.newData(temp);
    TestStore.fill(data, Files.createDirectory(temp.resolve("nothing")));
    TestStore.reach(user, data)
        .run("backup", "--from", registry.toString(), "--to", TestStore.place(data))
        .ok();
    try (TestServer server = TestServer.start(data)) {
      assertThat(
          new CommandUser(server.process().url(), null, temp).run("ls", "celldex").ok().output())
          .isNotEmpty();
    }
  }

  @Test
  void aDirectoryIsImportedAndItsSymbolicLinksAreLeftOut() throws IOException {
    GypsumCommand imported = user.run("import", registry.toString(), "--to", "file:" + copy);
    assertThat(imported.ok().errors()).startsWith("Copied 38 versions (");
    assertThat(contents(copy)).isEqualTo(contents(registry));
    try (var files = Files.walk(registry)) {
      assertThat(files.filter(Files::isSymbolicLink)).isNotEmpty();
    }
    try (var files = Files.walk(copy)) {
      assertThat(files.filter(Files::isSymbolicLink)).isEmpty();
    }
  }

  @Test
  void aDirectoryWithAnotherLayoutIsNotImported() throws IOException {
    Path photos = Files.createDirectories(temp.resolve("photos/2030/summer"));
    Files.writeString(photos.resolve("a.jpg"), "picture");
    user.run("import", temp.resolve("photos").toString(), "--to", copy.toString())
        .refused(1, "does not have the bucket layout of gypsum", "PROJECT/..permissions");
    assertThat(copy).doesNotExist();
    user.run("import", temp.resolve("nowhere").toString(), "--to", copy.toString())
        .refused(3, "does not exist");
  }

  @Test
  void versionsThatCannotBeCopiedAreReportedWithExitCode1() throws IOException {
    Files.writeString(registry.resolve(CORRUPT), "{");
    GypsumCommand run = backup(registry.toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.errors())
        .contains("Copied 37 versions (", "gypsum: not copied: ", "'" + CORRUPT + "' is corrupt");
    assertThat(contents(copy)).doesNotContainKey(CORRUPT);
  }

  @Test
  void aDryRunWritesNothing() {
    assertThat(backup(registry.toString(), "--dry-run").ok().errors())
        .startsWith("Would copy 38 versions (");
    assertThat(copy).doesNotExist();
  }

  @Test
  void deletionsRequireConfirmation() throws IOException {
    backup(registry.toString()).ok();
    Path deleted = registry.resolve(CORRUPT).resolveSibling("..summary");
    Files.delete(deleted);
    backup(registry.toString()).ok();
    Path orphan = copy.resolve(CORRUPT);
    assertThat(orphan).exists();
    backup(registry.toString(), "--delete").refused(2, "confirm with --yes");
    assertThat(backup(registry.toString(), "--delete", "--dry-run").ok().errors())
        .contains("Would delete");
    assertThat(orphan).exists();
    assertThat(backup(registry.toString(), "--delete", "--yes").ok().errors())
        .contains("Deleted ");
    assertThat(orphan).doesNotExist();
  }

  @Test
  void invalidArgumentsAreReportedInOneLine() {
    user.run("backup", "--from", registry.toString(), "--to", "https://gypsum.example.org")
        .refused(2, "cannot write to the server 'https://gypsum.example.org'", "s3://BUCKET");
    user.run("backup", "--from", "file:a", "--to", "a").refused(2, "the same store");
    backup("s3://No/x").refused(2, "is not a store address", "s3://BUCKET/PREFIX");
    backup("s3://bucket", "--s3-endpoint", "s3.example.org")
        .refused(2, "'s3.example.org' is not the endpoint of an S3-compatible service");
    backup(temp.resolve("nowhere").toString()).refused(3, "does not exist");
    assertThat(copy).doesNotExist();
  }

  @Test
  void progressIsShownUnlessQuiet() {
    GypsumCommand run =
        user.runInteractively(
            "y", "backup", "--from", registry.toString(), "--to", copy.toString());
    assertThat(run.ok().errors()).contains("Copied 38 versions");
    assertThat(
        user.run("backup", "--from", registry.toString(), "--to", copy.toString(), "-q")
            .ok()
            .errors())
        .isEmpty();
  }

  private GypsumCommand backup(String from, String... more) {
    String[] arguments = new String[5 + more.length];
    System.arraycopy(
        new String[] {"backup", "--from", from, "--to", "file:" + copy}, 0, arguments, 0, 5);
    System.arraycopy(more, 0, arguments, 5, more.length);
    return user.run(arguments);
  }

  private static Map<String, String> contents(Path directory) {
    try (DiskReadStore store = DiskReadStore.open(directory)) {
      return SmallBucket.contents(store);
    }
  }
}
