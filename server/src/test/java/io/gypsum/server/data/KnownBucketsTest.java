package io.gypsum.server.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.gypsum.core.GypsumException;
import io.gypsum.store.disk.DiskStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

class KnownBucketsTest {
  @TempDir Path temp;
  private KnownBuckets known;
  private Path bucket;

  @BeforeEach
  void open() {
    known = new KnownBuckets(DataDirectory.at(temp.resolve("data")));
    bucket = temp.resolve("bucket");
  }

  @Test
  void aBucketThatWasUsedAndIsEmptyIsRefusedUntilItIsBack() throws IOException {
    known.requireUnlost(bucket);
    known.add(bucket);
    known.requireUnlost(bucket);
    use(bucket);
    use(bucket);
    known.requireUnlost(bucket);

    Path away = Files.move(bucket, temp.resolve("away"));
    assertLost();
    Files.createDirectory(bucket);
    assertLost();

    Files.delete(bucket);
    Files.move(away, bucket);
    known.requireUnlost(bucket);
  }

  @Test
  void aCopyOfABucketWithoutMarkerIsAccepted() throws IOException {
    use(bucket);
    Files.move(bucket, temp.resolve("away"));
    assertLost();
    Files.createDirectories(bucket.resolve("project"));
    known.requireUnlost(bucket);
  }

  @Test
  void aBucketThatTheAdministratorForgotIsCreatedAgain() throws IOException {
    use(bucket);
    use(temp.resolve("other"));
    Files.move(bucket, temp.resolve("away"));
    assertLost();
    Path file = temp.resolve("data/buckets");
    Files.writeString(file, Files.readString(file).replace(realBucket() + "\n", ""));
    known.requireUnlost(bucket);
  }

  private void use(Path directory) {
    DiskStore.open(directory).close();
    known.add(directory);
  }

  private Path realBucket() throws IOException {
    return temp.toRealPath().resolve("bucket");
  }

  private void assertLost() {
    assertThatThrownBy(() -> known.requireUnlost(bucket))
        .isInstanceOf(GypsumException.class)
        .hasMessageContaining("the bucket '" + bucket + "' is empty")
        .hasMessageContaining("check that its file system is mounted")
        .hasMessageContaining(temp.resolve("data/buckets").toString());
  }
}
