package io.gypsum.store.bucket;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.gypsum.core.concurrent.OnInterrupt;
import io.gypsum.core.name.AssetName;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.store.Content;
import io.gypsum.store.CountingStore;
import io.gypsum.store.PutCondition;
import io.gypsum.store.StoreCounts;
import io.gypsum.store.bucket.BucketScanner.BucketVisitor;
import io.gypsum.store.bucket.BucketScanner.ProjectVisit;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BucketScannerTest {
  private static final int CONCURRENCY = 2;
  private static final OnInterrupt ON_INTERRUPT = OnInterrupt.unavailable("interrupted");

  private final CountingStore store = new CountingStore(new MemoryStore());

  private void put(String... keys) {
    for (String key : keys) {
      store.put(new Key(key), Content.of(""), PutCondition.OVERWRITE);
    }
  }

  private static BucketScanner scanner() {
    return new BucketScanner(CONCURRENCY, "test scanner", ON_INTERRUPT);
  }

  private static List<ProjectName> projects(int count) {
    List<ProjectName> projects = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      projects.add(new ProjectName("p" + i));
    }
    return projects;
  }

  private static List<ProjectAsset> assets(ProjectName project, int count) {
    List<ProjectAsset> assets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      assets.add(new ProjectAsset(project, new AssetName("a" + i)));
    }
    return assets;
  }

  @Test
  void versionsComeInKeyOrderAndEachLevelIsListedOnce() {
    put("p/a/v1/x", "p/a/v2/x", "p/b/v/x", "q/a/v/x", "q/..usage", "..logs/x", "p/a/..latest");
    store.takeCounts();
    BucketNames names = new BucketNames(store);
    List<AssetVersion> found = new ArrayList<>();
    try (BucketScanner scanner = scanner()) {
      scanner.scan(names.projects().iterator(), new BucketVisitor<AssetVersion>() {
        @Override
        public ProjectVisit<AssetVersion> visitProject(ProjectName project) {
          return ProjectVisit.of(names.assets(project));
        }

        @Override
        public List<AssetVersion> visitAsset(ProjectAsset asset) {
          return names.versions(asset);
        }
      }).forEachRemaining(found::add);
    }
    assertThat(found)
        .extracting(AssetVersion::toString)
        .containsExactly("p/a/v1", "p/a/v2", "p/b/v", "q/a/v");
    int levels = 1 + 2 + 3;
    assertThat(store.takeCounts()).isEqualTo(StoreCounts.lists(levels, levels));
  }

  @Test
  void entriesOfAProjectSurroundThoseOfItsAssetsWhicheverVisitEndsFirst() {
    CountDownLatch secondAsset = new CountDownLatch(1);
    try (BucketScanner scanner = scanner()) {
      Iterator<String> entries = scanner.scan(projects(2).iterator(), new BucketVisitor<>() {
        @Override
        public ProjectVisit<String> visitProject(ProjectName project) {
          return new ProjectVisit<>(
              List.of("begin " + project), assets(project, 2), List.of("end " + project));
        }

        @Override
        public List<String> visitAsset(ProjectAsset asset) {
          if (asset.toString().equals("p0/a0")) {
            await(secondAsset);
          } else {
            secondAsset.countDown();
          }
          return List.of(asset + "/v1", asset + "/v2");
        }
      });
      assertThat(entries)
          .toIterable()
          .containsExactly(
              "begin p0", "p0/a0/v1", "p0/a0/v2", "p0/a1/v1", "p0/a1/v2", "end p0",
              "begin p1", "p1/a0/v1", "p1/a0/v2", "p1/a1/v1", "p1/a1/v2", "end p1");
    }
  }

  @Test
  @Timeout(60)
  void visitsStayWithinTheLookAhead() throws InterruptedException {
    int assets = 50;
    AtomicInteger visited = new AtomicInteger();
    AtomicInteger running = new AtomicInteger();
    AtomicInteger mostRunning = new AtomicInteger();
    try (BucketScanner scanner = scanner()) {
      Iterator<String> entries = scanner.scan(projects(1).iterator(), new BucketVisitor<>() {
        @Override
        public ProjectVisit<String> visitProject(ProjectName project) {
          return ProjectVisit.of(assets(project, assets));
        }

        @Override
        public List<String> visitAsset(ProjectAsset asset) {
          mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
          visited.incrementAndGet();
          running.decrementAndGet();
          return List.of(asset.toString());
        }
      });
      for (int taken = 0; taken < assets; taken++) {
        assertThat(entries.hasNext()).isTrue();
        int bound = Math.min(assets, taken + 2 * CONCURRENCY);
        while (visited.get() < bound) {
          Thread.sleep(1);
        }
        // Time for a visit that should not happen.
        Thread.sleep(1);
        assertThat(visited.get()).isEqualTo(bound);
        entries.next();
      }
    }
    assertThat(mostRunning.get()).isLessThanOrEqualTo(CONCURRENCY);
  }

  @Test
  void aFailureOfAVisitIsThrownInItsPlace() {
    try (BucketScanner scanner = scanner()) {
      Iterator<String> entries = scanner.scan(projects(1).iterator(), new BucketVisitor<>() {
        @Override
        public ProjectVisit<String> visitProject(ProjectName project) {
          return ProjectVisit.of(assets(project, 3));
        }

        @Override
        public List<String> visitAsset(ProjectAsset asset) {
          if (asset.toString().equals("p0/a1")) {
            throw new IllegalStateException("broken asset");
          }
          return List.of(asset.toString());
        }
      });
      assertThat(entries.next()).isEqualTo("p0/a0");
      assertThatThrownBy(entries::next).hasMessage("broken asset");
    }
  }

  @Test
  @Timeout(60)
  void closeEndsVisitsThatAreStillRunning() {
    AtomicInteger interrupted = new AtomicInteger();
    CountDownLatch started = new CountDownLatch(1);
    try (BucketScanner scanner = scanner()) {
      Iterator<String> entries = scanner.scan(projects(1).iterator(), new BucketVisitor<>() {
        @Override
        public ProjectVisit<String> visitProject(ProjectName project) {
          return ProjectVisit.of(assets(project, 2));
        }

        @Override
        public List<String> visitAsset(ProjectAsset asset) {
          if (asset.toString().equals("p0/a1")) {
            started.countDown();
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException e) {
              interrupted.incrementAndGet();
            }
          }
          return List.of(asset.toString());
        }
      });
      assertThat(entries.next()).isEqualTo("p0/a0");
      await(started);
    }
    assertThat(interrupted).hasValue(1);
  }

  @Test
  void entriesOfALevelThatAreNotNamesArePassedOn() {
    put("top.txt", "..logs/x", "p/..usage", "p/a/v/x");
    List<String> others = new ArrayList<>();
    BucketNames names =
        new BucketNames(store, new BucketNames.OtherEntries() {
          @Override
          public void onObject(Key key) {
            others.add("object " + key);
          }

          @Override
          public void onInternal(Prefix prefix) {
            others.add("internal " + prefix);
          }
        });
    assertThat(names.projects()).containsExactly(new ProjectName("p"));
    assertThat(names.assets(new ProjectName("p")))
        .containsExactly(new ProjectAsset(new ProjectName("p"), new AssetName("a")));
    assertThat(others)
        .containsExactly("internal ..logs/", "object top.txt", "object p/..usage");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
