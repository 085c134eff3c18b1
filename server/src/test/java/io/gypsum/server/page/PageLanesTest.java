package io.gypsum.server.page;

import java.io.IOException;

import io.gypsum.server.compute.ComputeLane;
import io.gypsum.server.compute.ComputeLanes;
import io.gypsum.server.testing.BlockedLane;
import io.gypsum.server.testing.TestLanes;
import io.gypsum.server.testing.TestVersion;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Anonymous clients cannot occupy more threads with pages than the lane of reads has. */
class PageLanesTest {
  private final MemoryStore store = new MemoryStore();
  private final ComputeLane lane = TestLanes.lane(1, 1);

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/browse/p", "/browse/p/a", "/browse/p/a/v1", "/browse/p/a/v1/f",
          "/browse/p/a/latest/f", "/browse/p/a/missing/f", "/catalog", "/catalog?format=csv",
          "/catalog?format=json", "/find?q=p", "/compare/p/a", "/compare/p/missing",
          "/compare/p/a/v1/v1", "/compare/p/a/v1/v1?format=json", "/linked-from/p/a/v1", "/feed",
          "/feed/p", "/sitemap.xml"})
  void everyPageReadsTheCatalogueAndTheBucketInALane(String address) throws IOException {
    new TestVersion(store, "p/a/v1").file("f", "x").latest().publish();
    PageSources sources = PageServer.sources(store);
    PageSources limited =
        new PageSources(
            sources.trees(), sources.catalog(), new ComputeLanes(lane, lane, lane), null,
            sources.clock(), sources.audit());
    try (PageServer server = PageServer.start(limited)) {
      try (BlockedLane _ = BlockedLane.withWaiting(lane, 1, 1)) {
        assertThat(server.get(address, PageServer.BROWSER).status()).isEqualTo(503);
      }
      assertThat(server.get(address, PageServer.BROWSER).status()).isIn(200, 302, 404);
    }
  }
}
