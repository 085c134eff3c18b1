package io.gypsum.server.operation;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

import io.gypsum.core.GypsumException;
import io.gypsum.core.GypsumException.Kind;
import io.gypsum.core.decision.LinkPolicy;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.server.catalog.BucketCatalog;
import io.gypsum.server.catalog.CatalogSource;
import io.gypsum.server.catalog.LinkedFilesException;
import io.gypsum.server.data.SigningKey;
import io.gypsum.server.testing.BucketState;
import io.gypsum.server.testing.CallStore;
import io.gypsum.server.testing.ClientUpload;
import io.gypsum.server.testing.CrashingStore;
import io.gypsum.server.testing.FastDirectory;
import io.gypsum.server.testing.Files;
import io.gypsum.server.testing.TestClock;
import io.gypsum.server.testing.TestOperations;
import io.gypsum.store.Store;
import io.gypsum.store.memory.MemoryStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.gypsum.server.testing.TestOperations.ADMIN;
import static io.gypsum.server.testing.TestOperations.OWNER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Removals that refuse to break links, on two servers. */
class LinkRemovalTest {
  private static final SigningKey KEY = SigningKey.random();
  private static final Object OK = "ok";
  private static final AssetVersion TARGET = AssetVersion.parse("p/a/v1");
  private static final String LINKING = "q/b/w";

  @TempDir(factory = FastDirectory.class) Path directory;

  private final TestClock clock = new TestClock();
  private final List<BucketCatalog> opened = new ArrayList<>();
  private Store store = new MemoryStore();
  private TestOperations server;
  private BucketCatalog catalog;

  @BeforeEach
  void open() {
    server = new TestOperations(store, clock, KEY);
    server.create("p");
    server.create("q");
    server.publish(OWNER, TARGET.toString(), "x", "one");
    catalog = catalog(store);
    catalog.prepare();
  }

  @AfterEach
  void close() {
    opened.forEach(BucketCatalog::close);
  }

  private BucketCatalog catalog(Store over) {
    BucketCatalog created =
        new BucketCatalog(
            CatalogSource.withoutPages(over, server.locks, Duration.ofDays(7)), directory,
            "bucket", clock);
    opened.add(created);
    return created;
  }

  private ClientUpload start(TestOperations on) {
    return on.start(OWNER, LINKING, Files.body(Files.link("l", TARGET + "/x")));
  }

  private void remove(Store over, LinkPolicy links) {
    new Deletions(new TestOperations(over, clock, KEY).env, catalog)
        .removeVersion(ADMIN, TARGET, links);
  }

  private static Object outcome(Runnable action) {
    try {
      action.run();
      return OK;
    } catch (GypsumException e) {
      return e.kind();
    }
  }

  @Test
  void aRefusedRemovalChangesNothing() {
    server.complete(start(server));
    SortedMap<String, String> before = BucketState.of(store);

    assertThatThrownBy(() -> remove(store, LinkPolicy.REFUSE))
        .isInstanceOfSatisfying(LinkedFilesException.class, e -> {
          assertThat(e.kind()).isEqualTo(Kind.INVALID);
          assertThat(e.links().versionCount()).isEqualTo(1);
        })
        .hasMessageContainingAll(
            "'p/a/v1' was not deleted", "1 files of 1 versions", "'q/b/w'", "links=refuse");
    assertThat(BucketState.of(store)).isEqualTo(before);

    remove(store, LinkPolicy.IGNORE);
    assertThat(BucketState.of(store)).doesNotContainKey("p/a/v1/x");
  }

  @Test
  void aRemovalWithoutLinksSucceeds() {
    remove(store, LinkPolicy.REFUSE);
    assertThat(BucketState.of(store)).doesNotContainKeys("p/a/v1/x", "p/..LOCK");
  }

  /** A client repeats a request whose response was lost. */
  @Test
  void aRemovalOfSomethingThatDoesNotExistSucceedsAlthoughLinksToItAreBroken() {
    server.complete(start(server));
    remove(store, LinkPolicy.IGNORE);

    remove(store, LinkPolicy.REFUSE);
    assertThat(BucketState.of(store)).doesNotContainKey("p/..LOCK");
  }

  @Test
  void everythingWithLinksIsRemovedTogether() {
    server.publish(OWNER, "p/b/v1", "y", "own");
    server.complete(
        server.start(OWNER, "p/b/v2", Files.body(Files.link("l", TARGET + "/x"))));
    Deletions deletions = new Deletions(server.env, catalog);

    assertThat(
        outcome(() -> deletions.removeAsset(ADMIN, TARGET.projectAsset(), LinkPolicy.REFUSE)))
        .isEqualTo(Kind.INVALID);
    deletions.removeProject(ADMIN, TARGET.project(), LinkPolicy.REFUSE);
    assertThat(BucketState.of(store).keySet()).noneMatch(key -> key.startsWith("p/"));
  }

  /** Runs the removal on one server before each store call of an upload on another. */
  @Test
  void aRemovalDuringAnUploadNeverBreaksItsLinks() {
    boolean removedOnce = false;
    boolean refusedOnce = false;
    for (int number = 1;; number++) {
      reset();
      Object[] removal = {null};
      CallStore uploading =
          new CallStore(
              store, number,
              () -> removal[0] = outcome(() -> remove(store, LinkPolicy.REFUSE)));
      TestOperations other = new TestOperations(uploading, clock, KEY);
      Object upload = outcome(() -> other.complete(start(other)));
      requireWhole("call " + number, upload, removal[0]);
      if (!uploading.hasRun()) {
        assertThat(number).isGreaterThan(15);
        break;
      }
      removedOnce |= OK.equals(removal[0]);
      refusedOnce |= Kind.INVALID.equals(removal[0]);
    }
    assertThat(removedOnce && refusedOnce).as("both outcomes happen").isTrue();
  }

  /** Runs an upload, or a part of it, before each store call of the removal. */
  @Test
  void anUploadDuringARemovalNeverGetsBrokenLinks() {
    for (boolean started : new boolean[] {false, true}) {
      for (int number = 1;; number++) {
        reset();
        ClientUpload session = started ? start(server) : null;
        Object[] upload = {null};
        CallStore removing =
            new CallStore(store, number, () -> upload[0] = outcome(() -> upload(session)));
        BucketCatalog original = catalog;
        catalog = catalog(removing);
        Object removal = outcome(() -> remove(removing, LinkPolicy.REFUSE));
        catalog.close();
        catalog = original;
        if (session != null && !removing.hasRun()) {
          server.abort(session);
        }
        requireWhole("call " + number + ", started " + started, upload[0], removal);
        if (!removing.hasRun()) {
          assertThat(number).isGreaterThan(started ? 8 : 12);
          break;
        }
      }
    }
  }

  @Test
  void anUploadCompletesARemovalThatCrashed() {
    boolean uploadedOnce = false;
    boolean refusedOnce = false;
    for (int number = 1;; number++) {
      reset();
      Store crashing = CrashingStore.at(store, number, CrashingStore.Failure.NOT_DONE);
      boolean removed = outcome(() -> remove(crashing, LinkPolicy.IGNORE)).equals(OK);
      clock.advance(TestOperations.PAST_STEP_LEASE);
      Object upload = outcome(() -> server.complete(start(server)));
      boolean exists = BucketState.of(store).containsKey(TARGET + "/x");

      assertThat(upload).as("write %s", number).isEqualTo(exists ? OK : Kind.INVALID);
      if (removed) {
        assertThat(uploadedOnce && refusedOnce).as("both outcomes happen").isTrue();
        return;
      }
      uploadedOnce |= exists;
      refusedOnce |= !exists;
    }
  }

  /** The version that a link names may be intact although its ancestor was removed. */
  @Test
  void aLinkWhoseAncestorWasRemovedEarlierStaysAcceptable() {
    server.complete(start(server));
    remove(store, LinkPolicy.IGNORE);
    server.create("r");

    server.complete(server.start(OWNER, "r/c/v", Files.body(Files.link("l", LINKING + "/l"))));
    assertThat(BucketState.of(store)).containsKey("r/c/v/..links");
  }

  /** Only starts an upload before each store call of the removal, and completes it afterwards. */
  @Test
  void anUploadThatStartsDuringARemovalIsDetected() {
    for (int number = 1;; number++) {
      reset();
      ClientUpload[] session = {null};
      CallStore removing =
          new CallStore(store, number, () -> outcome(() -> session[0] = start(server)));
      BucketCatalog original = catalog;
      catalog = catalog(removing);
      Object removal = outcome(() -> remove(removing, LinkPolicy.REFUSE));
      catalog.close();
      catalog = original;
      Object upload = session[0] == null ? Kind.LOCKED : outcome(() -> server.complete(session[0]));
      requireWhole("call " + number, upload, removal);
      if (!removing.hasRun()) {
        return;
      }
    }
  }

  private void upload(@Nullable ClientUpload session) {
    server.complete(session == null ? start(server) : session);
  }

  private void reset() {
    clock.advance(Duration.ofSeconds(1));
    Object _ = outcome(() -> server.removal.removeAsset(ADMIN, TestOperations.asset("q", "b")));
    server.removal.removeVersion(ADMIN, TARGET);
    server.publish(OWNER, TARGET.toString(), "x", "one");
  }

  private void requireWhole(String at, @Nullable Object upload, @Nullable Object removal) {
    SortedMap<String, String> bucket = BucketState.of(store);
    boolean linked = bucket.containsKey(LINKING + "/..manifest");
    boolean exists = bucket.containsKey(TARGET + "/x");
    assertThat(linked && !exists).as("%s: upload %s, removal %s broke links", at, upload, removal)
        .isFalse();
    assertThat(linked || !exists || !OK.equals(removal)).as(at).isTrue();
    assertThat(upload == null || linked == upload.equals(OK)).as("%s: upload %s", at, upload)
        .isTrue();
    assertThat(exists).as("%s: removal %s", at, removal).isEqualTo(!OK.equals(removal));
    assertThat(bucket.keySet()).as(at).noneMatch(key -> key.endsWith("/..LOCK"));
  }
}
