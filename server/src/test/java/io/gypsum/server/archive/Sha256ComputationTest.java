package io.gypsum.server.archive;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.UserPath;
import io.gypsum.server.testing.TestVersion;
import io.gypsum.store.ByteRange;
import io.gypsum.store.Content;
import io.gypsum.store.ForwardingReadStore;
import io.gypsum.store.PutCondition;
import io.gypsum.store.StoredObject;
import io.gypsum.store.bucket.BucketReader;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class Sha256ComputationTest {
  private static final AssetVersion V1 = AssetVersion.parse("p/a/v1");
  private static final String SHA256_OF_A =
      "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb";
  private static final String SHA256_OF_NOTHING =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  @TempDir Path directory;
  private final MemoryStore store = new MemoryStore();
  private final List<String> read = new CopyOnWriteArrayList<>();
  private final CountDownLatch open = new CountDownLatch(1);
  private final CountDownLatch blocked = new CountDownLatch(1);
  private final List<Duration> rests = new CopyOnWriteArrayList<>();
  private final AtomicLong nanos = new AtomicLong();
  private volatile long nanosPerCall = 1_000;
  private ChecksumFile digests;
  private Sha256Computation computation;

  @BeforeEach
  void start() {
    digests = new ChecksumFile(directory);
    BucketReader bucket =
        new BucketReader(new ForwardingReadStore(store) {
          @Override
          public Optional<StoredObject> get(Key key, ByteRange range) {
            if (!key.fileName().startsWith("..")) {
              read.add(key.value());
            }
            if (key.fileName().equals("blocked")) {
              blocked.countDown();
              await(open);
            }
            return super.get(key, range);
          }
        });
    computation =
        new Sha256Computation(
            bucket, digests, rests::add, () -> nanos.addAndGet(nanosPerCall));
  }

  @AfterEach
  void stop() {
    open.countDown();
    computation.close();
    digests.close();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GypsumException(GypsumException.Kind.UNAVAILABLE, "interrupted", e);
    }
  }

  private Manifest manifest(AssetVersion version) {
    return new BucketReader(store).read(BucketLayout.manifest(version), Manifest::read)
        .orElseThrow()
        .document();
  }

  private void require(AssetVersion version) {
    computation.require(version, manifest(version));
  }

  private void compute(AssetVersion version) throws Exception {
    assertThatThrownBy(() -> require(version)).isInstanceOf(GypsumException.class);
    computation.awaitIdle();
  }

  private String find(AssetVersion version, String path) {
    return HexFormat.of()
        .formatHex(
            computation.find(manifest(version).files().get(new UserPath(path))).orElseThrow());
  }

  @Test
  void checksumsAreComputedOnRequestAndKeptAfterARestart() throws Exception {
    new TestVersion(store, "p/a/v1").file("a", "a").file("d/empty", "").publish();
    compute(V1);
    require(V1);
    assertThat(find(V1, "a")).isEqualTo(SHA256_OF_A);
    assertThat(find(V1, "d/empty")).isEqualTo(SHA256_OF_NOTHING);
    digests.close();
    digests = new ChecksumFile(directory);
    assertThat(digests.findSha256(manifest(V1).files().get(new UserPath("a")).md5(), 1))
        .isEqualTo(HexFormat.of().parseHex(SHA256_OF_A));
  }

  @Test
  void equalContentsAndLinksAreReadOnce() throws Exception {
    new TestVersion(store, "p/a/v1").file("a", "a").file("same", "a").publish();
    new TestVersion(store, "p/a/v2").link("link", "p/a/v1/a", "a").file("new", "b").publish();
    compute(V1);
    compute(AssetVersion.parse("p/a/v2"));
    assertThat(read).containsExactly("p/a/v1/a", "p/a/v2/new");
  }

  @Test
  void theContentOfALinkIsReadFromItsTarget() throws Exception {
    new TestVersion(store, "p/a/v1").file("a", "a").publish();
    new TestVersion(store, "p/a/v2").link("link", "p/a/v1/a", "a").publish();
    compute(AssetVersion.parse("p/a/v2"));
    assertThat(find(AssetVersion.parse("p/a/v2"), "link")).isEqualTo(SHA256_OF_A);
  }

  @Test
  void requestsReceiveTheProgress() throws Exception {
    new TestVersion(store, "p/a/v1").file("a", "aaaa").file("blocked", "b").publish();
    new TestVersion(store, "p/a/v2").file("c", "c").publish();
    assertThatThrownBy(() -> require(V1)).isInstanceOf(GypsumException.class);
    blocked.await();
    assertThatThrownBy(() -> require(V1))
        .hasMessageContaining("of version 'p/a/v1' are being computed: 1 of 2 files, 4 B")
        .extracting(e -> ((GypsumException) e).kind())
        .isEqualTo(GypsumException.Kind.BUSY);
    assertThatThrownBy(() -> require(AssetVersion.parse("p/a/v2")))
        .hasMessageContaining("not begun yet");
    open.countDown();
    computation.awaitIdle();
    require(V1);
    require(AssetVersion.parse("p/a/v2"));
  }

  @Test
  void aHundredVersionsWait() throws Exception {
    new TestVersion(store, "p/a/v1").file("blocked", "b").publish();
    assertThatThrownBy(() -> require(V1)).isInstanceOf(GypsumException.class);
    blocked.await();
    Manifest manifest = manifest(V1);
    for (int i = 1; i < Sha256Computation.MAX_QUEUED; i++) {
      AssetVersion other = AssetVersion.parse("p/b/v" + i);
      assertThatThrownBy(() -> computation.require(other, manifest))
          .hasMessageContaining("are being computed");
    }
    assertThatThrownBy(() -> computation.require(AssetVersion.parse("p/c/v"), manifest))
        .hasMessageContaining("of 100 other versions are computed first");
  }

  @Test
  void aFileWithOtherContentIsReported() throws Exception {
    new TestVersion(store, "p/a/v1").file("a", "a").file("b", "b").publish();
    for (String other : new String[] {"x", "", "aa"}) {
      store.put(
          BucketLayout.file(V1, new UserPath("b")),
          Content.of(other.getBytes(StandardCharsets.UTF_8)), PutCondition.OVERWRITE);
      computation.close();
      digests.close();
      start();
      compute(V1);
      assertThatThrownBy(() -> require(V1)).as(other)
          .hasMessageContaining("'p/a/v1/b' has other content than the manifest")
          .extracting(e -> ((GypsumException) e).kind())
          .isEqualTo(GypsumException.Kind.CORRUPT);
      assertThat(find(V1, "a")).isEqualTo(SHA256_OF_A);
    }
  }

  @Test
  void checksumsThatCannotBeRememberedAreNotComputedAgainAndAgain() throws Exception {
    new TestVersion(store, "p/a/v1").file("a", "a").publish();
    digests.close();
    compute(V1);
    assertThatThrownBy(() -> require(V1)).hasMessageContaining("cannot store SHA-256 checksums");
    assertThat(read).hasSize(1);
  }

  @Test
  void aMissingFileIsReported() throws Exception {
    new TestVersion(store, "p/a/v1").link("a", "p/x/y/gone", "a").publish();
    compute(V1);
    assertThatThrownBy(() -> require(V1)).hasMessageContaining("'p/x/y/gone' does not exist");
  }

  @Test
  void theThreadRestsAsLongAsItWorksButAtMostASecond() throws Exception {
    new TestVersion(store, "p/a/v1").file("a", new byte[2_500_000]).publish();
    nanosPerCall = Duration.ofMillis(10).toNanos();
    compute(V1);
    assertThat(rests).containsExactly(
        Duration.ofMillis(10), Duration.ofMillis(10), Duration.ofMillis(10));
    rests.clear();
    new TestVersion(store, "p/a/v2").file("b", "b").publish();
    nanosPerCall = Duration.ofSeconds(30).toNanos();
    compute(AssetVersion.parse("p/a/v2"));
    assertThat(rests).containsExactly(Duration.ofSeconds(1));
  }

  @Test
  void closingEndsARunningComputation() throws Exception {
    new TestVersion(store, "p/a/v1").file("a", "a").file("blocked", "b").publish();
    assertThatThrownBy(() -> require(V1)).isInstanceOf(GypsumException.class);
    blocked.await();
    computation.close();
    assertThatThrownBy(() -> require(V1)).hasMessageContaining("the server is stopping");
    assertThat(find(V1, "a")).isEqualTo(SHA256_OF_A);
  }

  @Test
  void manySmallContentsAreWrittenInBatches() throws Exception {
    List<String> paths = new ArrayList<>();
    TestVersion version = new TestVersion(store, "p/a/v1");
    for (int i = 0; i < 600; i++) {
      paths.add("f" + i);
      version.file("f" + i, "content " + i);
    }
    version.publish();
    compute(V1);
    require(V1);
    assertThat(paths).allMatch(path -> find(V1, path).length() == 64);
  }
}
