package io.gypsum.store.lock;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

import io.gypsum.core.concurrent.Sleeper;
import io.gypsum.core.document.Step;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.ProjectName;
import io.gypsum.store.MarkedStore;
import io.gypsum.store.RetryingStore;
import io.gypsum.store.Store;
import io.gypsum.store.memory.MemoryStore;
import io.gypsum.store.verify.Verifier;
import io.gypsum.store.verify.VerifyOptions;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Directory markers, which other programs create in object stores. */
class DirectoryMarkerTest {
  private static final ProjectName P = new ProjectName("p");

  private final MarkedStore marked =
      new MarkedStore(new MemoryStore(), "p/", "p/a/", "p/a/v/", "pq/", "..logs/");
  private final Store store = new RetryingStore(marked);

  private List<String> findings(VerifyOptions options) {
    List<String> found = new ArrayList<>();
    new Verifier(store, options, finding -> found.add(finding.kind() + " " + finding.key()))
        .verify();
    return found;
  }

  @Test
  void removingAPrefixRemovesItsMarkers() {
    ProjectLocks locks =
        new ProjectLocks(store, InstantSource.system(), Leases.DEFAULT, Sleeper.SYSTEM);

    locks.commit(
        locks.acquire(P, Operation.REMOVE, "ada"), Operation.REMOVE,
        List.of(new Step.DeleteBelow(BucketLayout.below(P))));

    assertThat(marked.markers).containsExactly("..logs/", "pq/");
  }

  @Test
  void verificationNamesAllMarkers() {
    assertThat(findings(VerifyOptions.DEFAULTS)).containsExactly(
        "directory-marker ..logs/", "directory-marker p/", "directory-marker p/a/",
        "directory-marker p/a/v/", "directory-marker pq/");
  }
}
