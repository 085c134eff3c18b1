package io.gypsum.server.catalog;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import io.gypsum.core.document.Quota;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.name.VersionName;
import io.gypsum.server.catalog.AssetQuery.Order;
import io.gypsum.server.catalog.IncomingLinkSummary.LinkingVersion;
import io.gypsum.server.testing.BucketState;
import io.gypsum.server.testing.FastDirectory;
import io.gypsum.server.testing.TestOperations;
import io.gypsum.server.testing.WatchedStore;
import io.gypsum.store.Store;
import io.gypsum.store.disk.DiskStore;
import io.gypsum.store.memory.MemoryStore;
import io.gypsum.store.verify.ProjectRepair;
import io.gypsum.store.verify.VerifyOptions;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.gypsum.server.testing.TestOperations.ADMIN;
import static io.gypsum.server.testing.TestOperations.OWNER;
import static io.gypsum.server.testing.TestOperations.asset;
import static io.gypsum.server.testing.TestOperations.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** The answers of a catalogue for pages: their content, and when they include a change. */
class CatalogPagesTest {
  private static final ProjectName P = new ProjectName("p");

  @Nested
  class InMemory extends Pages {
    @Override
    Store openStore() {
      return new MemoryStore();
    }
  }

  @Nested
  class OnDisk extends Pages {
    @TempDir(factory = FastDirectory.class) Path bucket;

    @Override
    Store openStore() {
      return DiskStore.open(bucket);
    }
  }

  abstract static class Pages extends CatalogFixture {
    /** Returns what a new catalogue reads from the bucket. */
    private List<String> scanned() {
      BucketCatalog scanned = unbuilt(store, "scanned");
      scanned.maintain();
      List<String> content = CatalogContent.of(scanned.pages());
      scanned.close();
      return content;
    }

    private void publishMore() {
      publishLinks("q/b/v1", "p/a/v1/x");
      clock.advance(Duration.ofDays(40));
      server.publish(OWNER, "p/a/v2", "x", "longer content");
      clock.advance(Duration.ofSeconds(1));
      server.publishOnProbation(OWNER, "p/a/v3", "z", "1");
      server.create("empty", "{\"owners\":[\"x\",\"y\"],\"uploaders\":[{\"id\":\"z\"}]}");
    }

    @Test
    void versionsOnProbationAreSelectedByTheOwnersOfTheirProjects() {
      publishMore();
      clock.advance(Duration.ofSeconds(1));
      server.publishOnProbation(OWNER, "q/b/v2", "z", "1");
      Catalog pages = catalog(store).pages();
      ProjectSelection owned = new ProjectSelection(Set.of("owner", "nobody"));
      assertThat(probational(pages, owned)).containsExactly("p/a/v3", "q/b/v2");
      assertThat(pages.probational(owned, 1, 1))
          .isEqualTo(pages.probational(owned, 0, 2).subList(1, 2));
      assertThat(probational(pages, ProjectSelection.ALL)).containsExactly("p/a/v3", "q/b/v2");

      server.projects.setPermissions(
          ADMIN, new ProjectName("q"),
          TestOperations.permissions("{\"owners\":[\"lab\",\"lab\"]}"));
      assertThat(probational(pages, owned)).containsExactly("p/a/v3");
      assertThat(pages.projectsOf(Set.of("owner", "lab", "nobody"), 0, 10))
          .containsExactly(P, new ProjectName("q"));
      assertThat(pages.projectsOf(Set.of("owner", "lab"), 1, 10))
          .containsExactly(new ProjectName("q"));
      assertThat(pages.projectsOf(Set.of("nobody"), 0, 10)).isEmpty();
      assertThat(pages.projectsOf(Set.of("z"), 0, 10)).containsExactly(new ProjectName("empty"));
      assertThat(probational(pages, new ProjectSelection(Set.of("ann", "lab"))))
          .containsExactly("q/b/v2");
      assertThat(probational(pages, new ProjectSelection(Set.of()))).isEmpty();

      server.probation.approve(OWNER, version("p/a/v3"));
      assertThat(probational(pages, owned)).isEmpty();
    }

    private static List<String> probational(Catalog pages, ProjectSelection projects) {
      List<String> names =
          pages.probational(projects, 0, 10).stream().map(row -> row.version().toString()).toList();
      assertThat(pages.probationalCount(projects)).isEqualTo(names.size());
      return names;
    }

    @Test
    void rowsContainWhatTheDocumentsContain() {
      publishMore();
      Catalog pages = catalog(store).pages();

      assertThat(pages.totals()).isEqualTo(
          new BucketTotals(3, 2, 4, new ContentTotals(5, 1, 3 + 3 + 14 + 1 + 3, 21)));
      assertThat(pages.projects(0, 10)).extracting(row -> row.name().value())
          .containsExactly("empty", "p", "q");
      assertThat(pages.projects(1, 1)).isEqualTo(List.of(pages.project(P).orElseThrow()));

      ProjectRow empty = pages.project(new ProjectName("empty")).orElseThrow();
      assertThat(empty.documents().exists()).isTrue();
      assertThat(empty.documents().owners()).isEqualTo(2);
      assertThat(empty.documents().uploaders()).isEqualTo(1);
      assertThat(empty.documents().quota()).isEqualTo(Quota.defaultFor(2026));
      assertThat(empty.documents().usageBytes()).isZero();
      assertThat(empty.content()).isEqualTo(ContentTotals.NONE);
      assertThat(empty.changed()).isNull();

      ProjectRow p = pages.project(P).orElseThrow();
      assertThat(p.documents().usageBytes()).isEqualTo(21);
      assertThat(p.assets()).isEqualTo(1);
      assertThat(p.versions()).isEqualTo(3);
      assertThat(p.content()).isEqualTo(new ContentTotals(4, 0, 21, 21));
      assertThat(pages.project(new ProjectName("none"))).isEmpty();

      List<VersionRow> versions = pages.versions(asset("p", "a"), 0, 10);
      assertThat(versions).extracting(row -> row.version().toString())
          .containsExactly("p/a/v3", "p/a/v2", "p/a/v1");
      assertThat(pages.versions(asset("p", "a"), 1, 1)).isEqualTo(versions.subList(1, 2));
      VersionRow v3 = pages.version(version("p/a/v3")).orElseThrow();
      assertThat(v3).isEqualTo(versions.getFirst());
      assertThat(v3.user()).isEqualTo("owner");
      assertThat(v3.onProbation()).isTrue();
      assertThat(v3.start()).isNotNull().isBeforeOrEqualTo(v3.finish());
      assertThat(pages.version(version("p/a/v9"))).isEmpty();

      assertThat(pages.asset(asset("p", "a"))).contains(
          new AssetRow(
              asset("p", "a"), new VersionName("v2"), 3, 1, new ContentTotals(4, 0, 21, 21),
              versions.get(1).finish()));
      assertThat(pages.version(version("q/b/v1")).orElseThrow().content())
          .isEqualTo(new ContentTotals(1, 1, 3, 0));
      assertThat(pages.versionBefore(version("p/a/v3"))).contains(new VersionName("v2"));
      assertThat(pages.versionBefore(version("p/a/v2"))).contains(new VersionName("v1"));
      assertThat(pages.versionBefore(version("p/a/v1"))).isEmpty();

      assertThat(pages.linksTo(version("p/a/v1"))).isEqualTo(
          new IncomingLinkSummary(
              1, 1, List.of(new LinkingVersion(version("q/b/v1"), 1))));
      assertThat(pages.linksTo(version("p/a/v1"), 1, 10)).isEmpty();
      assertThat(pages.linksTo(version("p/a/v2")).isEmpty()).isTrue();

      assertThat(pages.latestChanges(2)).extracting(row -> row.version().toString())
          .containsExactly("p/a/v2", "q/b/v1");
      assertThat(pages.latestChanges(P, 10)).extracting(row -> row.version().toString())
          .containsExactly("p/a/v2", "p/a/v1");
      assertThat(pages.probational(10)).containsExactly(v3).isEqualTo(pages.probational(P, 10));
      assertThat(pages.probational(new ProjectName("q"), 10)).isEmpty();
      assertThat(pages.versionsBy("owner", 2)).extracting(row -> row.version().toString())
          .containsExactly("p/a/v3", "p/a/v2");
      assertThat(pages.versionsBy("own", 2)).isEmpty();
      YearMonth first = YearMonth.of(2026, 3);
      assertThat(pages.uploads(P)).containsExactly(
          new UploadMonth(first, 1, 6), new UploadMonth(first.plusMonths(1), 2, 15));
      assertThat(pages.uploads()).containsExactly(
          new UploadMonth(first, 2, 6), new UploadMonth(first.plusMonths(1), 2, 15));
    }

    @Test
    void assetsAreFilteredAndSorted() {
      publishMore();
      server.publish(OWNER, "p/Other_A%/v1", "x", "much longer content than the others");
      Catalog pages = catalog(store).pages();

      assertThat(assets(pages, "", Order.NAME, false)).containsExactly("p/Other_A%", "p/a", "q/b");
      assertThat(assets(pages, "", Order.NAME, true)).containsExactly("q/b", "p/a", "p/Other_A%");
      assertThat(assets(pages, "", Order.VERSIONS, true))
          .containsExactly("p/a", "p/Other_A%", "q/b");
      assertThat(assets(pages, "", Order.OWN_BYTES, true))
          .containsExactly("p/Other_A%", "p/a", "q/b");
      assertThat(assets(pages, "", Order.BYTES, false)).containsExactly("q/b", "p/a", "p/Other_A%");
      assertThat(assets(pages, "", Order.FILES, true)).startsWith("p/a");
      assertThat(assets(pages, "", Order.CHANGED, false)).startsWith("q/b");
      // Neither percent signs nor quotes have a meaning.
      assertThat(assets(pages, "p/oTHER_a%", Order.NAME, false)).containsExactly("p/Other_A%");
      assertThat(assets(pages, "%", Order.NAME, false)).containsExactly("p/Other_A%");
      assertThat(assets(pages, "a", Order.NAME, false)).containsExactly("p/Other_A%", "p/a");
      assertThat(assets(pages, "' OR '1'='1", Order.NAME, false)).isEmpty();
      assertThat(pages.assetCount("a")).isEqualTo(2);
      assertThat(pages.assetCount("")).isEqualTo(3);
      assertThat(pages.assets(AssetQuery.ALL, 1, 1)).extracting(row -> row.asset().toString())
          .containsExactly("p/a");
      assertThat(pages.assets(P, 0, 10)).extracting(row -> row.asset().asset().value())
          .containsExactly("Other_A%", "a");
    }

    private static List<String> assets(
        Catalog pages, String filter, Order order, boolean descending) {
      return pages.assets(new AssetQuery(filter, order, descending), 0, 10)
          .stream()
          .map(row -> row.asset().toString())
          .toList();
    }

    @Test
    void projectsAreFilteredAndOrderedByTheirUseOfTheQuota() {
      put("full", "{\"baseline\":10,\"growth_rate\":5,\"year\":2024}", 20);
      put("large", "{\"baseline\":10000,\"growth_rate\":0,\"year\":2026}", 1_000);
      put("None%", "{\"baseline\":0,\"growth_rate\":0,\"year\":2026}", 1);
      put("nothing", "{\"baseline\":0,\"growth_rate\":0,\"year\":2026}", 0);
      server.create("unknown", "{}");
      BucketState.put(store, "unknown/..usage", "{");
      Catalog pages = catalog(store).pages();

      // The limit of 'full' grows to 20 in 2026 and to 25 in 2027.
      assertThat(projects(pages, "", ProjectQuery.Order.SHARE))
          .containsExactly("None%", "full", "large", "p", "nothing", "q", "unknown");
      assertThat(projects(pages, "", ProjectQuery.Order.USAGE))
          .containsExactly("large", "full", "p", "None%", "nothing", "q", "unknown");
      assertThat(projects(pages, "", ProjectQuery.Order.NAME))
          .containsExactly("None%", "full", "large", "nothing", "p", "q", "unknown");
      assertThat(projects(pages, "n%", ProjectQuery.Order.SHARE)).isEmpty();
      assertThat(projects(pages, "E%", ProjectQuery.Order.SHARE)).containsExactly("None%");
      assertThat(pages.projectCount("n")).isEqualTo(3);
      assertThat(pages.projectCount("")).isEqualTo(7);
      ProjectQuery query = new ProjectQuery("", ProjectQuery.Order.SHARE, 2026);
      assertThat(pages.projects(query, 1, 1))
          .isEqualTo(List.of(pages.project(new ProjectName("full")).orElseThrow()));
    }

    private void put(String project, String quota, long usage) {
      server.create(project, "{}");
      BucketState.put(store, project + "/..quota", quota);
      BucketState.put(store, project + "/..usage", "{\"total\":" + usage + "}");
    }

    private static List<String> projects(
        Catalog pages, String filter, ProjectQuery.Order order) {
      return pages.projects(new ProjectQuery(filter, order, 2026), 0, 10)
          .stream()
          .map(row -> row.name().value())
          .toList();
    }

    @Test
    void pagesIncludeEachOwnOperationAtOnce() {
      Catalog pages = catalog(store).pages();
      List<Runnable> operations =
          List.of(
              () -> server.create("new"),
              () -> server.projects.setPermissions(
                  OWNER, P, TestOperations.permissions("{\"owners\":[\"owner\",\"o2\"]}")),
              () -> server.projects.setQuota(P, TestOperations.quota("{\"baseline\":5.5}")),
              () -> publishLinks("q/b/v1", "p/a/v1/x"),
              () -> server.publish(OWNER, "q/b/v2", "x", "two"),
              () -> server.publishOnProbation(OWNER, "q/b/v3", "x", "three"),
              () -> server.publishOnProbation(OWNER, "q/b/v4", "x", "four"),
              () -> server.probation.approve(OWNER, version("q/b/v3")),
              () -> server.probation.reject(OWNER, version("q/b/v4")),
              () -> BucketState.put(store, "q/..usage", "{\"total\":1}"),
              () -> server.refresh.usage(ADMIN, new ProjectName("q")),
              () -> BucketState.put(store, "q/b/..latest", "{\"version\":\"v1\"}"),
              () -> server.refresh.latest(ADMIN, asset("q", "b")),
              () -> server.removal.removeVersion(ADMIN, version("q/b/v3")),
              () -> server.removal.removeAsset(ADMIN, asset("p", "a")),
              () -> server.removal.removeProject(ADMIN, new ProjectName("q")));
      for (int i = 0; i < operations.size(); i++) {
        operations.get(i).run();
        if (i != 9 && i != 11) {
          assertThat(CatalogContent.of(pages)).as("operation %s", i).isEqualTo(scanned());
        }
      }
    }

    @Test
    void pagesIncludeARepairOfTheStore() {
      publishMore();
      Catalog pages = catalog(store).pages();
      BucketState.put(store, "p/..usage", "{\"total\":1}");
      BucketState.put(store, "p/a/..latest", "{\"version\":\"v1\"}");
      assertThat(
          new ProjectRepair(store, VerifyOptions.DEFAULTS.withClock(clock)).repair(P)).hasSize(2);
      clock.advance(PageUpdates.MAX_AGE);
      assertThat(CatalogContent.of(pages)).isEqualTo(scanned());
    }

    @Test
    void aRestartedServerShowsWhatChangedMeanwhile() {
      catalog(store).close();
      publishMore();
      server.projects.setQuota(P, TestOperations.quota("{\"baseline\":5}"));
      BucketCatalog restarted = unbuilt(store, "bucket");
      assertThat(CatalogContent.of(restarted.pages())).isEqualTo(scanned());
    }

    @Test
    void pagesReadTheLogsAtMostEveryTwoSeconds() {
      WatchedStore watched = new WatchedStore(store);
      Catalog pages = catalog(watched).pages();
      watched.takeCalls();
      TestOperations other = new TestOperations(store, clock, KEY);
      other.publish(OWNER, "p/a/v2", "x", "of another server");

      clock.advance(PageUpdates.MAX_AGE.minusMillis(1));
      assertThat(pages.version(version("p/a/v2"))).isEmpty();
      assertThat(watched.takeCalls()).isEmpty();
      clock.advance(Duration.ofMillis(1));
      assertThat(pages.version(version("p/a/v2"))).isPresent();
      assertThat(pages.asset(asset("p", "a")).orElseThrow().latest()).hasToString("v2");
      assertThat(watched.takeCalls()).startsWith("list all ..logs/").contains("get p/..usage");
      assertThat(pages.totals().versions()).isEqualTo(2);
      assertThat(watched.takeCalls()).isEmpty();
    }

    @Test
    void permissionsThatAreReplacedAfterTheirEntryWasReadAreIncluded() {
      Catalog pages = catalog(store).pages();
      WatchedStore slow = new WatchedStore(store);
      TestOperations other = new TestOperations(slow, clock, KEY);
      List<Integer> owners = new ArrayList<>();
      slow.before("replace p/..permissions", () -> {
        clock.advance(PageUpdates.MAX_AGE);
        owners.add(pages.project(P).orElseThrow().documents().owners());
      });
      other.projects.setPermissions(
          OWNER, P, TestOperations.permissions("{\"owners\":[\"a\",\"b\"]}"));
      clock.advance(PageUpdates.MAX_AGE);
      owners.add(pages.project(P).orElseThrow().documents().owners());

      assertThat(owners).containsExactly(1, 2);
    }

    @Test
    void theFirstPageStartsTheScanAndWaitsForIt() {
      BucketCatalog catalog = unbuilt(store, "bucket");
      assertThat(catalog.pages().state()).isEqualTo(new CatalogState(null, 0));
      assertThat(catalog.pages().totals().versions()).isEqualTo(1);
      CatalogState state = catalog.pages().state();
      assertThat(state.isReady()).isTrue();
      assertThat(state.scannedVersions()).isEqualTo(1);
      assertThat(state.shownAge(clock.instant())).isEmpty();
      assertThat(state.shownAge(clock.instant().plusSeconds(60))).isEmpty();
      assertThat(state.shownAge(clock.instant().plusSeconds(61)))
          .contains(Duration.ofSeconds(61));
    }

    @Test
    void pagesDoNotWaitForALongFirstScan() {
      WatchedStore watched = new WatchedStore(store);
      BucketCatalog catalog = unbuilt(watched, "bucket");
      List<GypsumException> refused = new ArrayList<>();
      List<CatalogState> states = new ArrayList<>();
      publishLinks("q/b/v1", "p/a/v1/x");
      watched.before("get q/b/v1/..manifest", () -> {
        clock.advance(BucketCatalog.MAX_WAIT);
        states.add(catalog.pages().state());
        refused.add(catchThrowableOfType(GypsumException.class, catalog.pages()::totals));
      });
      // Fails if the page in the scan waits for the scan.
      assertThat(catalog.pages().totals().versions()).isEqualTo(2);

      assertThat(refused).extracting(GypsumException::kind).containsExactly(Kind.BUSY);
      assertThat(refused.getFirst().reason()).contains("versions so far: ");
      assertThat(states).extracting(CatalogState::isReady).containsExactly(false);
    }

    @Test
    void pagesAreAnsweredDuringAScanAndDuringAnUpdate() {
      WatchedStore watched = new WatchedStore(store);
      BucketCatalog catalog = new BucketCatalog(source(watched), directory, "bucket", clock);
      catalog.maintain();
      List<Long> answers = new ArrayList<>();
      Runnable page = () -> answers.add(catalog.pages().totals().versions());
      clock.advance(BucketCatalog.SCAN_INTERVAL.dividedBy(2));
      catalog.maintain();
      clock.advance(BucketCatalog.SCAN_INTERVAL.dividedBy(2).plusSeconds(1));
      watched.before("list all ..logs/", page);
      watched.before("list p/a/", page);
      catalog.maintain();

      assertThat(answers).containsExactly(1L, 1L);
      catalog.close();
    }

    @Test
    void pagesUseTheOldDataWhileTheStoreFails() {
      WatchedStore watched = new WatchedStore(store);
      Catalog pages = catalog(watched).pages();
      Instant read = pages.state().readAt();
      TestOperations other = new TestOperations(store, clock, KEY);
      other.publish(OWNER, "p/a/v2", "x", "of another server");
      clock.advance(Duration.ofMinutes(2));
      watched.before("list all ..logs/", () -> {
        throw new GypsumException(Kind.UNAVAILABLE, "the disk is on fire");
      });

      assertThat(pages.totals().versions()).isEqualTo(1);
      assertThat(pages.state().readAt()).isEqualTo(read);
      assertThat(pages.state().shownAge(clock.instant())).contains(Duration.ofMinutes(2));
      watched.takeCalls();
      assertThat(pages.totals().versions()).isEqualTo(1);
      assertThat(watched.takeCalls()).isEmpty();
      clock.advance(PageUpdates.MAX_AGE);
      assertThat(pages.totals().versions()).isEqualTo(2);
    }

    @Test
    void aFailedScanIsReported() {
      WatchedStore watched = new WatchedStore(store);
      watched.before("list p/a/", () -> {
        throw new GypsumException(Kind.UNAVAILABLE, "the disk is on fire");
      });
      Catalog pages = unbuilt(watched, "bucket").pages();

      GypsumException failure = catchThrowableOfType(GypsumException.class, pages::totals);
      assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
      assertThat(failure.reason()).contains("the disk is on fire");
      assertThat(pages.state().isReady()).isFalse();
    }

    @Test
    void corruptDocumentsAreUnknownValues() {
      BucketState.put(store, "p/..quota", "{");
      BucketState.put(store, "p/..usage", "{\"total\":null}");
      BucketState.put(store, "p/..permissions", "[]");
      BucketState.put(store, "p/a/..latest", "?");
      BucketState.put(store, "p/a/v1/..summary", "{");
      BucketState.put(
          store, "p/a/v1/..manifest",
          "{\"x\":{\"size\":" + Long.MAX_VALUE + ",\"md5sum\":\"" + "0".repeat(32)
              + "\"},\"y\":{\"size\":" + Long.MAX_VALUE + ",\"md5sum\":\"" + "0".repeat(32)
              + "\"},\"d\":{\"size\":0,\"md5sum\":\"\"}}");
      Catalog pages = catalog(store).pages();

      ProjectRow p = pages.project(P).orElseThrow();
      assertThat(p.documents().exists()).isTrue();
      assertThat(p.documents().quota()).isNull();
      assertThat(p.documents().usageBytes()).isNull();
      assertThat(p.content())
          .isEqualTo(
              new ContentTotals(2, 0, ContentTotals.MAX_BYTES, ContentTotals.MAX_BYTES));
      VersionRow version = pages.version(version("p/a/v1")).orElseThrow();
      assertThat(version.user()).isEmpty();
      assertThat(version.finish()).isNull();
      assertThat(pages.asset(asset("p", "a")).orElseThrow().latest()).isNull();
      assertThat(pages.uploads(P)).isEmpty();
    }

    @Test
    void versionsOfAProjectWithoutPermissionsAreIncluded() {
      store.delete(List.of(new Key("p/..permissions"), new Key("p/..quota"), new Key("p/..usage")));
      ProjectRow p = catalog(store).pages().project(P).orElseThrow();
      assertThat(p.documents().exists()).isFalse();
      assertThat(p.versions()).isEqualTo(1);
    }

    @Test
    void rowsAreLimited() {
      Catalog pages = catalog(store).pages();
      assertThat(pages.projects(0, Catalog.MAX_ROWS)).hasSize(2);
      assertThatThrownBy(() -> pages.projects(0, Catalog.MAX_ROWS + 1))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> pages.latestChanges(0))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> pages.versions(asset("p", "a"), -1, 1))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }
}
