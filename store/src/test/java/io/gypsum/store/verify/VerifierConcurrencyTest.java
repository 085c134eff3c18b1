package io.gypsum.store.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.name.ProjectName;
import io.gypsum.store.CountingStore;
import io.gypsum.store.ForwardingStore;
import io.gypsum.store.InterceptedReads;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.Store;
import io.gypsum.store.StoreCounts;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static io.gypsum.store.verify.VerifiedBucket.V1;
import static org.assertj.core.api.Assertions.assertThat;

/** Order, bounds and cost of verifying in several threads. */
class VerifierConcurrencyTest {
  private final VerifiedBucket bucket = new VerifiedBucket();

  @Test
  void findingsComeInTheSameOrderWhateverTheConcurrency() {
    for (int asset = 0; asset < 6; asset++) {
      for (int version = 0; version < 6; version++) {
        AssetVersion name = AssetVersion.of("q" + asset % 2, "a" + asset, "v" + version);
        bucket.version(
            name, version, false,
            Map.of(
                "gone", VerifiedBucket.entry("x"), "short", bucket.file(name, "short", ""),
                "link", VerifiedBucket.link(VerifiedBucket.entry("y"), V1, "none", null)));
        bucket.put(name + "/short", "longer");
        bucket.put(name + "/stray", "");
      }
    }
    Random random = new Random(42);
    Store slow =
        new InterceptedReads(bucket.store) {
          @Override
          protected void beforeRead() {
            LockSupport.parkNanos(random.nextInt(1_000_000));
          }
        };
    List<String> alone = kindsAndKeys(bucket.store, VerifiedBucket.options().withConcurrency(1));
    assertThat(alone).hasSizeGreaterThan(6 * 6 * 4);
    for (int concurrency : new int[] {1, 3, 8}) {
      VerifyOptions options =
          VerifiedBucket.options().withConcurrency(concurrency).withDeep(true);
      assertThat(kindsAndKeys(slow, options)).isEqualTo(alone);
    }
  }

  @Test
  @Timeout(60)
  void manifestsInMemoryAreBoundedAndVersionsAreCheckedConcurrently() {
    int versions = 40;
    for (int version = 0; version < versions; version++) {
      bucket.version(AssetVersion.of("q", "a", "v" + version), 1, false, Map.of());
    }
    CyclicBarrier together = new CyclicBarrier(Verifier.MAX_CONCURRENT_VERSIONS);
    AtomicInteger listing = new AtomicInteger();
    AtomicInteger mostListing = new AtomicInteger();
    Store counting =
        new ForwardingStore(bucket.store) {
          @Override
          public Stream<ObjectEntry> list(Prefix prefix, @Nullable String startAfter) {
            mostListing.accumulateAndGet(listing.incrementAndGet(), Math::max);
            if (prefix.value().startsWith("q/a/")) {
              await(together);
            }
            listing.decrementAndGet();
            return super.list(prefix, startAfter);
          }
        };
    kindsAndKeys(
        counting, VerifiedBucket.options().withConcurrency(16).withProject(new ProjectName("q")));
    assertThat(mostListing).hasValue(Verifier.MAX_CONCURRENT_VERSIONS);
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("versions are not checked concurrently", e);
    }
  }

  @Test
  void eachLevelIsListedOnceAndEachDocumentReadOnce() {
    CountingStore counting = new CountingStore(bucket.store);
    kindsAndKeys(counting, VerifiedBucket.options());
    int levels = 1 + 1 + 1;
    int versions = 3;
    int projectDocuments = 4;
    int assetDocuments = 1;
    int linksDocuments = 3;
    int linkedVersions = 2;
    assertThat(counting.takeCounts())
        .isEqualTo(
            // The bucket, its project, its asset, its versions, and the change logs.
            StoreCounts.lists(levels + versions + 1, levels + versions + 1)
                .plus(
                    StoreCounts.gets(
                        projectDocuments + assetDocuments + 2 * versions + linksDocuments
                            + 2 * linkedVersions)));
  }

  private static List<String> kindsAndKeys(Store store, VerifyOptions options) {
    List<String> kindsAndKeys = new ArrayList<>();
    new Verifier(
        store, options, finding -> kindsAndKeys.add(finding.kind() + " " + finding.key()))
        .verify();
    return kindsAndKeys;
  }
}
