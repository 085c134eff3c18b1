package io.gypsum.server.operation;

import java.util.List;
import java.util.Optional;

import io.gypsum.core.decision.User;
import io.gypsum.core.document.InternalChange;
import io.gypsum.core.document.Latest;
import io.gypsum.core.document.Step;
import io.gypsum.core.document.Usage;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.store.lock.HeldLock;
import io.gypsum.store.lock.Operation;

/** Recomputes derived documents. The callers have checked that the user is an administrator. */
public final class Refresh {
  private final Environment env;
  private final VersionHistory history;
  private final Projects projects;

  public Refresh(Environment env, Projects projects) {
    this.env = env;
    this.history = new VersionHistory(env.bucket());
    this.projects = projects;
  }

  /** Recomputes {@code ..latest}; returns its new content, or empty if no version qualifies and the document was deleted. */
  public Optional<Latest> latest(User user, ProjectAsset asset) {
    projects.requireProject(asset.project());
    return env.underLock(
        asset.project(),
        Operation.REFRESH,
        user,
        lock -> {
          Optional<Latest> latest =
              history.recompute(asset, null, () -> env.locks().requireHeld(lock));
          env.locks()
              .commit(
                  lock, Operation.REFRESH,
                  List.of(
                      latestStep(asset, latest),
                      env.internalLog(InternalChange.REFRESH_LATEST.entry(asset))));
          return latest;
        });
  }

  /** Recomputes {@code ..usage} and returns its new content. */
  public Usage usage(User user, ProjectName project) {
    projects.requireProject(project);
    return env.underLock(
        project,
        Operation.REFRESH,
        user,
        (HeldLock lock) -> {
          Usage usage = new Usage(
              env.bucket()
                  .userBytes(
                      BucketLayout.below(project), () -> env.locks().requireHeld(lock)));
          env.locks()
              .commit(
                  lock, Operation.REFRESH,
                  List.of(
                      Step.put(BucketLayout.usage(project), usage),
                      env.internalLog(InternalChange.REFRESH_USAGE.entry(project))));
          return usage;
        });
  }

  static Step latestStep(ProjectAsset asset, Optional<Latest> latest) {
    return latest
        .<Step>map(document -> Step.put(BucketLayout.latest(asset), document))
        .orElseGet(() -> new Step.Delete(BucketLayout.latest(asset)));
  }
}
