package io.gypsum.store.verify;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Journal;
import io.gypsum.core.document.Lock;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Step;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.name.ProjectName;
import io.gypsum.store.CountingStore;
import io.gypsum.store.ForwardingStore;
import io.gypsum.store.ListEntry;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.ListEntry.PrefixEntry;
import io.gypsum.store.Store;
import io.gypsum.store.bucket.PublicServiceProject;
import io.gypsum.store.lock.Leases;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static io.gypsum.store.verify.VerifiedBucket.NOW;
import static io.gypsum.store.verify.VerifiedBucket.V1;
import static io.gypsum.store.verify.VerifiedBucket.V2;
import static io.gypsum.store.verify.VerifiedBucket.V3;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

class VerifierTest {
  private static final ProjectName P = new ProjectName("p");

  private final VerifiedBucket bucket = new VerifiedBucket();

  @Test
  void anIntactBucketHasNoFindings() {
    assertThat(bucket.kindsAndKeys()).isEmpty();
    assertThat(bucket.kindsAndKeys(VerifiedBucket.options().withDeep(true))).isEmpty();
    assertThat(new Verifier(bucket.store, VerifiedBucket.options(), finding -> {}).verify())
        .isEqualTo(new VerifyReport(1, 3, 3, 0, 0));
  }

  @Test
  void aMissingFileIsFound() {
    bucket.delete("p/a/v1/dir/b.txt");
    assertThat(bucket.kindsAndKeys()).containsExactly("missing-file p/a/v1/dir/b.txt");
  }

  @Test
  void aTruncatedFileIsFoundWithBothSizes() {
    bucket.put("p/a/v1/a.txt", "on");
    assertThat(bucket.findings()).containsExactly(
        new Finding(FindingKind.WRONG_SIZE, "p/a/v1/a.txt", "3 bytes", "2 bytes", null));
    assertThat(bucket.kindsAndKeys(VerifiedBucket.options().withDeep(true)))
        .containsExactly("wrong-size p/a/v1/a.txt");
  }

  @Test
  void aChangedByteIsFoundByADeepVerificationOnly() {
    bucket.put("p/a/v1/a.txt", "onf");
    assertThat(bucket.kindsAndKeys()).isEmpty();
    assertThat(bucket.kindsAndKeys(VerifiedBucket.options().withDeep(true)))
        .containsExactly("wrong-md5 p/a/v1/a.txt");
  }

  @Test
  void objectsThatAreNotInTheManifestAreFound() {
    bucket.put("p/a/v1/stray.txt", "x");
    bucket.put("p/a/v2/a.txt", "one");
    assertThat(bucket.kindsAndKeys())
        .containsExactly("stray-file p/a/v1/stray.txt", "stray-file p/a/v2/a.txt");
  }

  @Test
  void objectsOutsideOfVersionsAreFound() {
    bucket.put("top.txt", "x");
    bucket.put("p/project.txt", "x");
    bucket.put("p/a/asset.txt", "x");
    assertThat(bucket.kindsAndKeys())
        .containsExactlyInAnyOrder(
            "stray-object top.txt", "stray-object p/project.txt", "stray-object p/a/asset.txt");
  }

  @Test
  void unknownInternalNamesAreFound() {
    List<String> keys =
        List.of(
            "..logs/today", "..other/x", "..top", "p/..other", "p/..other/x", "p/a/..other",
            "p/a/v1/..other", "p/a/v1/..dir/..links", "p/a/v1/dir/..summary");
    keys.forEach(key -> bucket.put(key, "{}"));
    assertThat(bucket.kindsAndKeys())
        .containsExactlyInAnyOrderElementsOf(
            keys.stream().map(key -> "unknown-internal " + key).toList());
  }

  @Test
  void aPathThatIsAFileAndADirectoryIsFound() {
    bucket.version(
        V1, 1, false,
        Map.of(
            "a.txt", bucket.file(V1, "a.txt", "one"), "dir", bucket.file(V1, "dir", ""),
            "dir/b.txt", VerifiedBucket.entry("two")));
    assertThat(bucket.kindsAndKeys()).containsExactly("impossible-path p/a/v1/dir/b.txt");
  }

  @Test
  void aPathThatMakesTooLongAKeyIsFound() {
    String fits = "x".repeat(1024 - "p/a/v1/".length());
    Map<String, ManifestEntry> files =
        Map.of(
            "a.txt", VerifiedBucket.entry("one"), "dir/b.txt", VerifiedBucket.entry("two"), fits,
            bucket.file(V1, fits, ""));
    bucket.version(V1, 1, false, files);
    assertThat(bucket.kindsAndKeys()).isEmpty();
    bucket.put(
        BucketLayout.manifest(V1),
        VerifiedBucket.manifest(
            Map.of(
                "a.txt", VerifiedBucket.entry("one"), "dir/b.txt", VerifiedBucket.entry("two"),
                fits,
                VerifiedBucket.entry(""), fits + "y", VerifiedBucket.entry(""))));
    assertThat(bucket.kindsAndKeys()).containsExactly("impossible-path p/a/v1/" + fits + "y");
  }

  @Test
  void aLinkWhoseLinksDocumentWouldHaveTooLongAKeyIsFound() {
    // "..links" is six letters longer than the file's own name.
    String fits = "d".repeat(1024 - "p/a/v3/".length() - "/..links".length()) + "/x";
    ManifestEntry link = VerifiedBucket.link(VerifiedBucket.entry("one"), V1, "a.txt", null);
    bucket.version(V3, 3, true, Map.of(fits, link));
    bucket.delete("p/a/v3/..links");
    assertThat(bucket.kindsAndKeys()).isEmpty();
    bucket.put(
        BucketLayout.manifest(V3), VerifiedBucket.manifest(Map.of(fits, link, "d" + fits, link)));
    assertThat(bucket.kindsAndKeys()).containsExactly("impossible-path p/a/v3/d" + fits);
  }

  @Test
  void aMissingManifestIsFoundAndTheUsageIsNotChecked() {
    linkV3ToAFileOfV2();
    bucket.delete("p/a/v2/..manifest");
    assertThat(bucket.kindsAndKeys())
        .containsExactly("missing-manifest p/a/v2/..manifest", "dangling-link p/a/v3/c.txt");
  }

  @Test
  void aMissingSummaryIsFoundAndUsageAndLatestAreNotChecked() {
    linkV3ToAFileOfV2();
    bucket.delete("p/a/v2/..summary");
    assertThat(bucket.kindsAndKeys())
        .containsExactly("missing-summary p/a/v2/..summary", "dangling-link p/a/v3/c.txt");
  }

  @Test
  void corruptDocumentsOfEveryKindAreFound() {
    bucket.put("p/..permissions", "{");
    bucket.put("p/..quota", "{");
    bucket.put("p/..usage", "[]");
    bucket.put("p/a/..latest", "{\"version\":1}");
    bucket.put("p/a/v1/..manifest", "{\"a.txt\":{}}");
    bucket.put("p/a/v3/..summary", "");
    assertThat(bucket.kindsAndKeys())
        .containsExactlyInAnyOrder(
            "unreadable-document p/..permissions", "unreadable-document p/..quota",
            "unreadable-document p/..usage", "unreadable-document p/a/..latest",
            "unreadable-document p/a/v1/..manifest", "unreadable-document p/a/v3/..summary",
            "dangling-link p/a/v2/a.txt", "dangling-link p/a/v2/dir/b.txt");
    assertThat(bucket.findings()).noneMatch(Finding::isRepairable);
  }

  @Test
  void aProjectOfThePublicServiceHasNoFindings() {
    new PublicServiceProject("q").write(bucket.store);
    assertThat(bucket.kindsAndKeys(VerifiedBucket.options().withDeep(true))).isEmpty();
  }

  @Test
  void partsOfADocumentThatAreIgnoredAreFound() {
    bucket.put("p/..permissions", "{\"owners\":[\"ann\",5],\"uploaders\":null}");
    bucket.put("p/..quota", "{\"baseline\":\"5\"}");
    bucket.put(
        "p/a/v3/..summary",
        bucket.text("p/a/v3/..summary")
            .replaceFirst("\"upload_start\":\"[^\"]*\"", "\"upload_start\":\"May\""));
    assertThat(bucket.findings())
        .extracting(Finding::kind, Finding::key, Finding::found)
        .containsExactly(
            tuple(
                FindingKind.UNREADABLE_DOCUMENT, "p/..permissions",
                "at '/owners/1': expected a string, found a number"),
            tuple(
                FindingKind.UNREADABLE_DOCUMENT, "p/..quota",
                "at '/baseline': expected a number, found a string"),
            tuple(
                FindingKind.UNREADABLE_DOCUMENT, "p/a/v3/..summary",
                "at '/upload_start': expected an RFC 3339 date-time"));
  }

  @Test
  void anObjectAtThePathOfAnEmptyDirectoryIsFound() {
    bucket.put("p/a/v1/..manifest", "{\"x\":{\"size\":0,\"md5sum\":\"\"}}");
    bucket.put("p/a/v1/x", "");
    assertThat(bucket.kindsAndKeys()).contains("stray-file p/a/v1/x");
  }

  @Test
  void missingDocumentsOfAProjectAreFound() {
    bucket.delete("p/..permissions", "p/..quota", "p/..usage", "p/a/..latest");
    assertThat(bucket.kindsAndKeys())
        .containsExactly(
            "missing-permissions p/..permissions", "missing-quota p/..quota",
            "missing-latest p/a/..latest", "missing-usage p/..usage");
  }

  @Test
  void aLinkToAMissingFileIsFound() {
    bucket.version(
        V3, 3, true,
        Map.of("a.txt", VerifiedBucket.link(VerifiedBucket.entry("one"), V1, "gone.txt", null)));
    assertThat(bucket.kindsAndKeys()).containsExactly("dangling-link p/a/v3/a.txt");
  }

  @Test
  void aLinkToOtherContentIsFound() {
    bucket.version(
        V3, 3, true,
        Map.of("a.txt", VerifiedBucket.link(VerifiedBucket.entry("two"), V1, "a.txt", null)));
    assertThat(bucket.kindsAndKeys()).containsExactly("dangling-link p/a/v3/a.txt");
  }

  @Test
  void aLinkToAVersionOnProbationIsFound() {
    bucket.put(BucketLayout.summary(V1), new Summary("alice", NOW, NOW.minusSeconds(60), true));
    assertThat(bucket.kindsAndKeys())
        .containsExactly("dangling-link p/a/v2/a.txt", "dangling-link p/a/v2/dir/b.txt");
  }

  private void linkV3ToAFileOfV2() {
    bucket.version(
        V3, 3, true,
        Map.of("c.txt", VerifiedBucket.link(VerifiedBucket.entry("see"), V2, "c.txt", null)));
  }

  @Test
  void aLinkWhoseTargetWasRemovedIsReadThroughItsAncestor() {
    removeV2();
    assertThat(bucket.kindsAndKeys()).isEmpty();
  }

  @Test
  void aLinkWhoseTargetWasReplacedIsReadThroughItsAncestor() {
    bucket.version(V2, 2, false, Map.of("a.txt", bucket.file(V2, "a.txt", "other")));
    bucket.delete("p/a/v2/c.txt", "p/a/v2/..links", "p/a/v2/dir/..links");
    bucket.put("p/..usage", "{\"total\":11}");
    assertThat(bucket.kindsAndKeys()).isEmpty();
  }

  @Test
  void aLinkWithoutTargetIsFoundIfItsAncestorIsNotTheFile() {
    removeV2();
    ManifestEntry one = VerifiedBucket.entry("one");
    bucket.version(
        V3, 3, true,
        Map.of(
            "gone", VerifiedBucket.link(one, V2, "a.txt", VerifiedBucket.address(V1, "gone")),
            "other", VerifiedBucket.link(one, V2, "a.txt", VerifiedBucket.address(V1, "dir/b.txt")),
            "itself", VerifiedBucket.link(one, V2, "a.txt", VerifiedBucket.address(V3, "real")),
            "real", VerifiedBucket.link(one, V1, "a.txt", null)));
    assertThat(bucket.kindsAndKeys())
        .containsExactlyInAnyOrder(
            "dangling-link p/a/v3/gone", "dangling-link p/a/v3/other",
            "dangling-link p/a/v3/itself");
  }

  private void removeV2() {
    bucket.delete(
        "p/a/v2/..summary", "p/a/v2/..manifest", "p/a/v2/..links", "p/a/v2/dir/..links",
        "p/a/v2/c.txt");
    bucket.put("p/a/..latest", "{\"version\":\"v1\"}");
    bucket.put("p/..usage", "{\"total\":6}");
  }

  @Test
  void wrongMissingAndNeedlessAncestorsAreFound() {
    ManifestEntry one = VerifiedBucket.entry("one");
    bucket.version(
        V3, 3, true,
        Map.of(
            "missing", VerifiedBucket.link(one, V2, "a.txt", null), "needless",
            VerifiedBucket.link(one, V1, "a.txt", VerifiedBucket.address(V1, "a.txt")), "wrong",
            VerifiedBucket.link(one, V2, "a.txt", VerifiedBucket.address(V1, "dir/b.txt"))));
    assertThat(bucket.kindsAndKeys())
        .containsExactlyInAnyOrder(
            "wrong-ancestor p/a/v3/missing", "wrong-ancestor p/a/v3/needless",
            "wrong-ancestor p/a/v3/wrong");
  }

  @Test
  void linksDocumentsThatDifferFromTheManifestAreFound() {
    bucket.delete("p/a/v2/..links");
    bucket.put("p/a/v2/dir/..links", "{}");
    bucket.put("p/a/v1/..links", "{}");
    bucket.put("p/a/v3/..links", "no JSON");
    assertThat(bucket.kindsAndKeys())
        .containsExactly(
            "stray-links p/a/v1/..links", "stale-links p/a/v2/dir/..links",
            "missing-links p/a/v2/..links", "stale-links p/a/v3/..links");
    assertThat(bucket.findings()).allMatch(Finding::isRepairable);
  }

  @Test
  void aWrongUsageIsFoundWithTheCorrectOne() {
    bucket.put("p/..usage", "{\"total\":8}");
    assertThat(bucket.findings())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.kind()).isEqualTo(FindingKind.WRONG_USAGE);
          assertThat(finding.expected()).startsWith("9 bytes");
          assertThat(finding.found()).isEqualTo("8 bytes");
          assertThat(finding.repair())
              .isEqualTo(new Step.Put(BucketLayout.usage(P), "{\"total\":9}"));
        });
  }

  @Test
  void aLatestThatIsNotTheNewestPublishedOneIsFound() {
    bucket.put("p/a/..latest", "{\"version\":\"v1\"}");
    assertThat(bucket.kindsAndKeys()).containsExactly("wrong-latest p/a/..latest");
    bucket.put("p/a/..latest", "{\"version\":\"v3\"}");
    assertThat(bucket.kindsAndKeys()).containsExactly("wrong-latest p/a/..latest");
  }

  @Test
  void aLatestThatNamesAMissingVersionIsFound() {
    bucket.put("p/a/..latest", "{\"version\":\"v9\"}");
    bucket.put("p/empty/..latest", "{\"version\":\"v1\"}");
    assertThat(bucket.kindsAndKeys())
        .containsExactly("dangling-latest p/a/..latest", "dangling-latest p/empty/..latest");
  }

  @Test
  void anUnfinishedUploadWithoutALockIsAbandoned() {
    bucket.put("p/a/v4/..summary", unfinished());
    bucket.put("p/a/v4/half.txt", "half");
    assertThat(bucket.kindsAndKeys()).containsExactly("abandoned-upload p/a/v4/..summary");
  }

  @Test
  void anUploadUnderAValidLockIsNotAFinding() {
    bucket.put("p/a/v4/..summary", unfinished());
    bucket.put("p/a/v4/half.txt", "half");
    bucket.put("p/..usage", "{\"total\":8}");
    lock(NOW.minus(Leases.DEFAULT.grace()).toEpochMilli(), false);
    assertThat(bucket.kindsAndKeys()).isEmpty();
    assertThat(
        new Verifier(bucket.store, VerifiedBucket.options(), finding -> {}).verify()
            .lockedProjects())
        .isOne();
  }

  @Test
  void anUploadUnderAnExpiredLockIsAbandonedAndTheLockStale() {
    bucket.put("p/a/v4/..summary", unfinished());
    lock(NOW.minus(Leases.DEFAULT.grace()).toEpochMilli() - 1, false);
    assertThat(bucket.kindsAndKeys())
        .containsExactly("stale-lock p/..LOCK", "abandoned-upload p/a/v4/..summary");
  }

  @Test
  void anExpiredLockWithStepsIsStale() {
    lock(NOW.minus(Leases.DEFAULT.grace()).toEpochMilli() - 1, true);
    assertThat(bucket.findings())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.kind()).isEqualTo(FindingKind.STALE_LOCK);
          assertThat(finding.found()).startsWith("committed, not completed: upload by alice");
        });
  }

  @Test
  void aCorruptLockIsFound() {
    bucket.put("p/..LOCK", "locked");
    assertThat(bucket.kindsAndKeys()).containsExactly("unreadable-document p/..LOCK");
  }

  @Test
  void stagedFilesOfNoSessionAreFound() {
    lock(NOW.toEpochMilli(), false);
    String session = Lock.hash("session").replace('/', '_');
    bucket.put("..arrivals/p/" + session + "/x", "x");
    bucket.put("..arrivals/p/other/x", "x");
    bucket.put("..arrivals/q/" + session + "/x", "x");
    bucket.put("..arrivals/x", "x");
    assertThat(bucket.kindsAndKeys())
        .containsExactly(
            "lost-arrival ..arrivals/p/other/x", "lost-arrival ..arrivals/q/" + session + "/x",
            "lost-arrival ..arrivals/x");
  }

  @Test
  void stagedFilesOfASessionThatEndsDuringTheVerificationAreNotFound() {
    bucket.put("..arrivals/p/ended/x", "x");
    bucket.put("..arrivals/p/ended/y", "y");
    Store emptied = new ForwardingStore(bucket.store) {
      @Override
      public Stream<ObjectEntry> list(Prefix prefix, @Nullable String startAfter) {
        List<ObjectEntry> listed = super.list(prefix, startAfter).toList();
        if (prefix.equals(BucketLayout.STAGING)) {
          delete(listed.stream().map(ObjectEntry::key).toList());
        }
        return listed.stream();
      }
    };
    assertThat(kindsAndKeys(emptied)).isEmpty();
  }

  @Test
  void theLockOfASessionIsReadOnceForItsStagedFiles() {
    lock(NOW.toEpochMilli(), false);
    CountingStore counting = new CountingStore(bucket.store);
    assertThat(kindsAndKeys(counting)).isEmpty();
    long gets = counting.takeCounts().gets();
    String session = Lock.hash("session").replace('/', '_');
    for (int i = 0; i < 10; i++) {
      bucket.put("..arrivals/p/" + session + "/" + i, "x");
    }
    assertThat(kindsAndKeys(counting)).isEmpty();
    assertThat(counting.counts().gets()).isEqualTo(gets + 1);
  }

  @Test
  void onlyTheGivenProjectIsVerified() {
    bucket.put("q/..usage", "{\"total\":8}");
    bucket.put("pp/x", "");
    assertThat(bucket.kindsAndKeys(VerifiedBucket.options().withProject(P))).isEmpty();
    ProjectName none = new ProjectName("none");
    assertThatThrownBy(() -> bucket.kindsAndKeys(VerifiedBucket.options().withProject(none)))
        .isInstanceOf(GypsumException.class)
        .hasMessage("project 'none' does not exist");
  }

  @Test
  void sizesAreReadWhenTheStoreDoesNotListThem() {
    bucket.put("p/a/v1/a.txt", "on");
    assertThat(kindsAndKeys(new AsListed(bucket.store, entry -> Stream.of(new ObjectEntry(entry)))))
        .containsExactly("wrong-size p/a/v1/a.txt");
  }

  @Test
  void aFileThatIsDeletedAfterTheListingIsMissing() {
    Store going =
        new AsListed(
            bucket.store, key -> Stream.of(
                new ObjectEntry(key), new ObjectEntry(new Key("p/a/v1/gone.txt"))));
    bucket.version(
        V1, 1, false,
        Map.of(
            "a.txt", VerifiedBucket.entry("one"), "dir/b.txt", VerifiedBucket.entry("two"),
            "gone.txt",
            VerifiedBucket.entry("")));
    assertThat(kindsAndKeys(going)).isNotEmpty().allMatch("missing-file p/a/v1/gone.txt"::equals);
  }

  @Test
  void anInvalidNameIsFound() {
    Store odd =
        new ForwardingStore(bucket.store) {
          @Override
          public Stream<ListEntry> listLevel(Prefix prefix, @Nullable String startAfter) {
            Stream<ListEntry> listed = super.listLevel(prefix, startAfter);
            return prefix.equals(Prefix.ALL)
                ? Stream.concat(listed, Stream.of(new PrefixEntry(new Prefix("a\\b/"))))
                : listed;
          }
        };
    assertThat(kindsAndKeys(odd)).containsExactly("impossible-name a\\b/");
  }

  private static List<String> kindsAndKeys(Store store) {
    List<String> found = new ArrayList<>();
    new Verifier(
        store, VerifiedBucket.options(),
        finding -> found.add(finding.kind() + " " + finding.key()))
        .verify();
    return found;
  }

  /** Replaces the listed entry of each object below p/a/v1. */
  private static final class AsListed extends ForwardingStore {
    private final Function<Key, Stream<ObjectEntry>> entries;

    AsListed(Store delegate, Function<Key, Stream<ObjectEntry>> entries) {
      super(delegate);
      this.entries = entries;
    }

    @Override
    public Stream<ObjectEntry> list(Prefix prefix, @Nullable String startAfter) {
      Stream<ObjectEntry> listed = super.list(prefix, startAfter);
      return prefix.equals(BucketLayout.below(V1))
          ? listed.flatMap(object -> entries.apply(object.key()))
          : listed;
    }
  }

  private static String unfinished() {
    return "{\"upload_user_id\":\"alice\",\"upload_start\":\"2030-01-31T11:00:00Z\","
        + "\"on_probation\":false}";
  }

  private void lock(long untilMillis, boolean decided) {
    Journal journal =
        new Journal(
            "upload", "alice", "holder", NOW, Instant.ofEpochMilli(untilMillis),
            decided ? List.of() : null);
    bucket.put(BucketLayout.lock(P), new Lock(Lock.hash("session"), "a", "v4", journal));
  }
}
