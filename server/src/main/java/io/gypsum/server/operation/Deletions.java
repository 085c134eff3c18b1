package io.gypsum.server.operation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

import io.gypsum.core.decision.LinkPolicy;
import io.gypsum.core.decision.User;
import io.gypsum.core.document.ChangeLogEntry;
import io.gypsum.core.document.Latest;
import io.gypsum.core.document.Step;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.metadata.index.IndexScope;
import io.gypsum.server.catalog.IncomingLinkSummary;
import io.gypsum.server.catalog.LinkLookup;
import io.gypsum.server.catalog.LinkedFilesException;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.lock.Operation;

/**
 * Deletes versions, assets and projects permanently. The callers have checked that the user is an administrator. Deleting
 * something that does not exist succeeds and is not logged.
 */
public final class Deletions {
  private final Environment env;
  private final VersionHistory history;
  private final LinkLookup lookup;

  /** @param lookup finds the links to deleted files */
  public Deletions(Environment env, LinkLookup lookup) {
    this.env = env;
    this.lookup = lookup;
    this.history = new VersionHistory(env.bucket());
  }

  public void removeProject(User user, ProjectName project) {
    removeProject(user, project, LinkPolicy.IGNORE);
  }

  public void removeAsset(User user, ProjectAsset asset) {
    removeAsset(user, asset, LinkPolicy.IGNORE);
  }

  public void removeVersion(User user, AssetVersion version) {
    removeVersion(user, version, LinkPolicy.IGNORE);
  }

  /** @throws LinkedFilesException if other versions link to the project and {@code links} is REFUSE */
  public void removeProject(User user, ProjectName project, LinkPolicy links) {
    Prefix below = BucketLayout.below(project);
    remove(
        user,
        IndexScope.of(project),
        below,
        links,
        keepLock -> List
            .of(new Step.DeleteBelow(below), env.log(new ChangeLogEntry.DeleteProject(project))));
  }

  /** @throws LinkedFilesException if other versions link to the asset and {@code links} is REFUSE */
  public void removeAsset(User user, ProjectAsset asset, LinkPolicy links) {
    Prefix below = BucketLayout.below(asset);
    remove(
        user,
        IndexScope.of(asset),
        below,
        links,
        keepLock -> {
          long bytes = countedBytes(history.versions(asset), keepLock);
          List<Step> steps = new ArrayList<>();
          steps.add(new Step.DeleteBelow(below));
          subtractFromUsage(asset.project(), bytes).ifPresent(steps::add);
          steps.add(env.log(new ChangeLogEntry.DeleteAsset(asset)));
          return steps;
        });
  }

  /** @throws LinkedFilesException if other versions link to the version and {@code links} is REFUSE */
  public void removeVersion(User user, AssetVersion version, LinkPolicy links) {
    remove(
        user,
        IndexScope.of(version),
        BucketLayout.below(version),
        links,
        keepLock -> removeVersionSteps(version, keepLock));
  }

  private List<Step> removeVersionSteps(AssetVersion version, Runnable keepLock) {
    ProjectAsset asset = version.projectAsset();
    List<Step> steps = new ArrayList<>();
    boolean wasLatest = history.mayBeLatest(version);
    if (wasLatest) {
      // First, so that it never names a deleted version.
      Optional<Latest> next = history.recompute(asset, version.version(), keepLock);
      steps.add(Refresh.latestStep(asset, next));
    }
    steps.add(new Step.DeleteBelow(BucketLayout.below(version)));
    subtractFromUsage(version.project(), countedBytes(List.of(version), keepLock))
        .ifPresent(steps::add);
    steps.add(env.log(new ChangeLogEntry.DeleteVersion(version, wasLatest)));
    return steps;
  }

  /** @param plan returns the steps; regularly calls the action that it receives, which renews the lock */
  private void remove(
      User user, IndexScope removed, Prefix below, LinkPolicy links,
      Function<Runnable, List<Step>> plan) {
    ProjectName project = removed.project();
    if (links == LinkPolicy.REFUSE) {
      // Reads most changes before the project is locked.
      lookup.prepare();
    }
    env.underLock(
        project,
        Operation.REMOVE,
        user,
        lock -> {
          if (exists(project, below)) {
            if (links == LinkPolicy.REFUSE) {
              requireNoLinks(removed);
            }
            env.locks()
                .commit(lock, Operation.REMOVE, plan.apply(() -> env.locks().requireHeld(lock)));
          } else {
            env.locks().release(lock);
          }
          return project;
        });
  }

  private void requireNoLinks(IndexScope removed) {
    IncomingLinkSummary links = lookup.linksInto(removed);
    if (!links.isEmpty()) {
      throw new LinkedFilesException(removed, links);
    }
  }

  private Optional<Step> subtractFromUsage(ProjectName project, long bytes) {
    return bytes == 0
        ? Optional.empty()
        : Optional
            .of(
                Step.put(
                    BucketLayout.usage(project), env.bucket().requireUsage(project).minus(bytes)));
  }

  /** Returns the part of the usage that versions account for: 0 for an unfinished version. */
  private long countedBytes(List<AssetVersion> versions, Runnable keepLock) {
    List<AssetVersion> counted = new ArrayList<>();
    VersionHistory.forEachResult(versions, keepLock, history::isCounted, (version, isCounted) -> {
      if (isCounted) {
        counted.add(version);
      }
    });
    return counted.stream()
        .mapToLong(version -> env.bucket().userBytes(BucketLayout.below(version), keepLock))
        .sum();
  }

  /** Returns true if there is any object other than the lock that was just acquired. */
  private boolean exists(ProjectName project, Prefix below) {
    Key lock = BucketLayout.lock(project);
    try (Stream<ObjectEntry> listing = env.store().list(below)) {
      return listing.anyMatch(entry -> !entry.text().equals(lock.value()));
    }
  }
}
