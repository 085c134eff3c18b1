package io.gypsum.e2e.s3;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.gypsum.cli.store.Stores;
import io.gypsum.core.name.Key;
import io.gypsum.e2e.harness.CommandUser;
import io.gypsum.e2e.harness.GypsumCommand;
import io.gypsum.e2e.harness.Json;
import io.gypsum.metadata.index.IndexDump;
import io.gypsum.metadata.index.SmallRegistry;
import io.gypsum.store.Content;
import io.gypsum.store.PutCondition;
import io.gypsum.store.Store;
import io.gypsum.store.StoreAddress.S3Bucket;
import io.gypsum.store.StoreAddress.S3Service;
import io.gypsum.store.backup.SmallBucket;
import io.gypsum.store.disk.DiskReadStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Commands on a bucket of a real S3-compatible service. */
class BackupOnS3Test {
  private final URI s3 = URI.create(System.getenv("S3_ENDPOINT"));
  private final String bucket = "backup-" + UUID.randomUUID();

  @TempDir Path temp;
  private Path registry;
  private CommandUser user;

  @BeforeEach
  void unpack() throws IOException {
    registry = temp.resolve("registry");
    SmallRegistry.unpack(registry);
    user =
        new CommandUser(URI.create("http://127.0.0.1:1"), null, temp)
            .with("GYPSUM_S3_ENDPOINT", s3.toString());
    open().close();
  }

  private Store open() {
    return Stores.openForServer(
        new S3Bucket(bucket, "some/part/", new S3Service(s3, "us-east-1")), true);
  }

  @Test
  void aDirectoryIsUnchangedAfterABackupToABucketAndBack() {
    String place = "s3://" + bucket + "/some/part";
    Map<String, String> contents = contents(registry);
    assertThat(backup(registry.toString(), place).ok().errors()).startsWith("Copied 38 versions");
    try (Store store = open()) {
      assertThat(SmallBucket.contents(store)).isEqualTo(contents);
    }
    assertThat(backup(registry.toString(), place).ok().errors())
        .startsWith("Copied 0 versions (0 files, 0 B)");

    Path back = temp.resolve("back");
    assertThat(backup(place, back.toString()).ok().errors()).startsWith("Copied 38 versions");
    assertThat(contents(back)).isEqualTo(contents);
  }

  @Test
  void aBucketIsIndexed() {
    backup(registry.toString(), "s3://" + bucket).ok();
    Path index = temp.resolve("index");
    user.without("GYPSUM_S3_ENDPOINT")
        .run(
            "index", "fresh", "--from", "s3://" + bucket, "--s3-endpoint", s3.toString(),
            "--dir", index.toString())
        .ok();
    assertThat(IndexDump.of(index.resolve("bioconductor.sqlite3")))
        .isEqualTo(SmallRegistry.expectedIndex());
  }

  @Test
  void verifyRepairsABucket() {
    String place = "s3://" + bucket + "/some/part";
    backup(registry.toString(), place).ok();
    user.run("verify", place, "--deep").ok();
    Map<String, String> right = contents(registry);
    Key usage =
        right.keySet()
            .stream()
            .filter(key -> key.endsWith("/..usage"))
            .map(Key::new)
            .findFirst()
            .orElseThrow();
    try (Store store = open()) {
      store.put(usage, Content.of("{\"total\":1}"), PutCondition.OVERWRITE);
    }

    GypsumCommand repair = user.run("verify", place, "--repair", "--yes", "--json");
    assertThat(repair.exitCode()).isEqualTo(1);
    assertThat(Json.object(Json.parse(repair.output())))
        .containsEntry("written", List.of(usage.value()));

    user.run("verify", place).ok();
    Map<String, String> now;
    try (Store store = open()) {
      now = SmallBucket.contents(store);
    }
    assertThat(Json.parse(now.get(usage.value())))
        .isEqualTo(Json.parse(right.get(usage.value())));
    now.keySet().removeIf(usage.value()::equals);
    // The repair notifies the catalogues of servers.
    now.keySet().removeIf(key -> key.startsWith("..changes/"));
    right.keySet().removeIf(usage.value()::equals);
    assertThat(now.equals(right)).as("nothing else was written").isTrue();
  }

  @Test
  void aMissingBucketIsReported() {
    backup("s3://no-" + bucket, temp.resolve("x").toString())
        .refused(1, "it does not exist");
  }

  private GypsumCommand backup(String from, String to) {
    return user.run("backup", "--from", from, "--to", to);
  }

  private static Map<String, String> contents(Path directory) {
    try (DiskReadStore store = DiskReadStore.open(directory)) {
      return SmallBucket.contents(store);
    }
  }
}
