package io.gypsum.store.verify;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import io.gypsum.core.decision.LatestRule;
import io.gypsum.core.document.Latest;
import io.gypsum.core.document.Lock;
import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.Quota;
import io.gypsum.core.document.Step;
import io.gypsum.core.document.Summary;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.name.VersionName;
import io.gypsum.store.bucket.BucketNames;
import io.gypsum.store.bucket.BucketScanner.BucketVisitor;
import io.gypsum.store.bucket.BucketScanner.ProjectVisit;
import io.gypsum.store.bucket.DocumentResult;
import org.jspecify.annotations.Nullable;

/**
 * Checks the levels of projects and assets: their names, their documents, and objects that do not belong there. The
 * receiver of the events checks everything that depends on versions. Thread-safe.
 */
final class LevelVisitor implements BucketVisitor<LevelVisitor.LevelEvent> {
  private final TolerantReader bucket;
  private final InstantSource clock;
  private final @Nullable String ownSession;
  /** The lock of each visited project. */
  private final Map<ProjectName, LockState> locks = new ConcurrentHashMap<>();

  /** An event for the reporting thread, which receives events in key order. */
  sealed interface LevelEvent {
    record DefectFound(Finding finding) implements LevelEvent {}

    /** A prefix with an unknown internal name: every object below it is a finding. */
    record InternalPrefix(Prefix prefix) implements LevelEvent {}

    record VersionFound(AssetVersion name, LockState lock) implements LevelEvent {}

    /** The end of an asset, after its versions. */
    record AssetEnd(ProjectAsset asset, LockState lock, DocumentResult<Latest> latest)
        implements LevelEvent {

      /**
       * Compares {@code ..latest} with the summaries.
       *
       * @param allKnown whether {@code summaries} contains all versions, so that the latest one follows from them
       */
      Optional<Finding> check(Map<VersionName, Summary> summaries, boolean allKnown) {
        Optional<VersionName> right = LatestRule.choose(summaries);
        String problem = latest.problem();
        if (problem != null) {
          return finding(FindingKind.UNREADABLE_DOCUMENT, right, allKnown, problem);
        }
        Latest stored = latest.document();
        if (stored == null) {
          return right.isPresent()
              ? finding(FindingKind.MISSING_LATEST, right, allKnown, "nothing")
              : Optional.empty();
        }
        VersionName name = stored.version();
        if (!allKnown || right.equals(Optional.of(name))) {
          return Optional.empty();
        }
        return summaries.containsKey(name)
            ? finding(FindingKind.WRONG_LATEST, right, true, "'" + name + "'")
            : finding(
                FindingKind.DANGLING_LATEST, right, true, "'" + name + "', which does not exist");
      }

      private Optional<Finding> finding(
          FindingKind kind, Optional<VersionName> right, boolean allKnown, String found) {
        Key key = BucketLayout.latest(asset);
        if (!allKnown) {
          return Optional.of(Finding.of(kind, key, "the newest published version", found));
        }
        String expected =
            right.map(version -> "'" + version + "'").orElse("nothing: no version is published");
        Step repair =
            right.<Step>map(version -> Step.put(key, new Latest(version)))
                .orElseGet(() -> new Step.Delete(key));
        return Optional.of(new Finding(kind, key.value(), expected, found, repair));
      }
    }

    /** The end of a project, after its assets. */
    record ProjectEnd(ProjectName project, LockState lock) implements LevelEvent {}
  }

  /** @param ownSession the session hash of a lock to ignore, or null */
  LevelVisitor(TolerantReader bucket, InstantSource clock, @Nullable String ownSession) {
    this.bucket = bucket;
    this.clock = clock;
    this.ownSession = ownSession;
  }

  @Override
  public ProjectVisit<LevelEvent> visitProject(ProjectName project) {
    LockState lock = lock(project);
    locks.put(project, lock);
    Key permissions = BucketLayout.permissions(project);
    Key quota = BucketLayout.quota(project);
    List<LevelEvent> events = new ArrayList<>();
    lock.defect().ifPresent(defect -> events.add(new LevelEvent.DefectFound(defect)));
    List<ProjectAsset> assets =
        names(
            Set.of(
                permissions, quota, BucketLayout.usage(project), BucketLayout.lock(project)),
            events)
            .assets(project);
    // Between the writes of a creation or a deletion some do not exist.
    if (!lock.isHeld()) {
      require(permissions, Permissions::read, FindingKind.MISSING_PERMISSIONS, events);
      require(quota, Quota::read, FindingKind.MISSING_QUOTA, events);
    }
    return new ProjectVisit<>(
        events, assets, List.of(new LevelEvent.ProjectEnd(project, lock)));
  }

  private LockState lock(ProjectName project) {
    Key key = BucketLayout.lock(project);
    DocumentResult<Lock> read = bucket.tryRead(key, Lock::read);
    Lock lock = read.document();
    return lock != null && lock.sessionHash().equals(ownSession)
        ? LockState.NONE
        : LockState.of(key, read, clock.instant());
  }

  private <T> void require(
      Key key, Function<JsonInput, T> reader, FindingKind whenAbsent, List<LevelEvent> events) {
    DocumentResult<T> read = bucket.tryRead(key, reader);
    String problem = read.problem();
    if (problem != null) {
      events.add(new LevelEvent.DefectFound(Finding.unreadable(key, problem)));
    } else if (read.document() == null) {
      events.add(new LevelEvent.DefectFound(Finding.of(whenAbsent, key, "a document", "nothing")));
    }
  }

  /** Reads {@code ..latest} before the versions are listed, so that a version published meanwhile is in the list. */
  @Override
  public List<LevelEvent> visitAsset(ProjectAsset asset) {
    LockState lock = Objects.requireNonNull(locks.get(asset.project()));
    Key key = BucketLayout.latest(asset);
    // In a locked project it is not checked.
    DocumentResult<Latest> latest =
        lock.isHeld() ? new DocumentResult<>(null, null) : bucket.tryRead(key, Latest::read);
    List<LevelEvent> events = new ArrayList<>();
    names(Set.of(key), events)
        .versions(asset)
        .forEach(version -> events.add(new LevelEvent.VersionFound(version, lock)));
    events.add(new LevelEvent.AssetEnd(asset, lock, latest));
    return events;
  }

  /** Returns the names of a level whose other entries, except {@code documents}, become events. */
  private BucketNames names(Set<Key> documents, List<LevelEvent> events) {
    return new BucketNames(
        bucket.store(),
        new BucketNames.OtherEntries() {
          @Override
          public void onObject(Key key) {
            if (!documents.contains(key)) {
              events.add(new LevelEvent.DefectFound(Finding.unexpectedObject(key)));
            }
          }

          @Override
          public void onInternal(Prefix prefix) {
            events.add(new LevelEvent.InternalPrefix(prefix));
          }

          @Override
          public void onInvalidName(Prefix prefix, String problem) {
            events.add(new LevelEvent.DefectFound(TopLevel.invalidName(prefix, problem)));
          }
        });
  }
}
