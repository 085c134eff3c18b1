package io.gypsum.cli.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.gypsum.cli.CommandRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class SeparateStoresTest {
  @TempDir Path temp;

  @BeforeEach
  void createBucket() throws IOException {
    Files.createDirectories(temp.resolve("bucket/p"));
    Files.writeString(temp.resolve("bucket/p/..permissions"), "{\"owners\":[],\"uploaders\":[]}");
    Files.createSymbolicLink(temp.resolve("link"), temp.resolve("bucket"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bucket", "bucket/copy", "link/copy", "bucket/../bucket", "."})
  void aStoreIsNotCopiedIntoItself(String target) {
    String from = "file:" + temp.resolve("bucket");
    String to = "file:" + temp + "/" + target;
    assertRefused(CommandRun.of(temp, "backup", "--from", from, "--to", to, "--delete", "--yes"));
    assertRefused(
        CommandRun.of(temp, "import", temp.resolve("bucket").toString(), "--to", to));
  }

  @Test
  void aBucketInS3IsNotCopiedIntoItself() {
    assertRefused(
        CommandRun.of(temp, "backup", "--from", "s3://bucket/a", "--to", "s3://bucket/a/copy"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bucket", "bucket/index", "link/index"})
  void anIndexIsNotBuiltInsideItsStore(String directory) {
    CommandRun run =
        CommandRun.of(
            temp, "index", "fresh", "--from", temp.resolve("bucket").toString(), "--dir",
            temp.resolve(directory).toString());
    assertRefused(run, "is inside the store", "choose a directory outside it");
  }

  @Test
  void aStoreIsCopiedBesideItself() {
    CommandRun run =
        CommandRun.of(
            temp, "backup", "--from", temp.resolve("bucket").toString(), "--to",
            temp.resolve("bucket2").toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(temp.resolve("bucket2/p/..permissions")).exists();
  }

  private void assertRefused(CommandRun run) {
    assertRefused(
        run, "are the same store or directory, or one contains the other", "choose a separate");
  }

  private void assertRefused(CommandRun run, String... messages) {
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains(messages);
    try (var files = Files.list(temp.resolve("bucket"))) {
      assertThat(files).containsExactly(temp.resolve("bucket/p"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
