package io.gypsum.server.maintenance;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.concurrent.OnInterrupt;
import io.gypsum.core.concurrent.Parallel;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.lock.LockedProject;
import io.gypsum.server.lock.SessionState;
import io.gypsum.store.ListEntry;
import io.gypsum.store.Store;
import io.gypsum.store.lock.ProjectLocks;

/** Finds the running uploads of a bucket, including those of other servers. */
public final class RunningUploads {
  private static final int CONCURRENCY = 8;
  private static final OnInterrupt ON_INTERRUPT =
      OnInterrupt.unavailable("interrupted while reading uploads; try again");

  private final Store store;
  private final ProjectLocks locks;

  public RunningUploads(Store store, ProjectLocks locks) {
    this.store = store;
    this.locks = locks;
  }

  /**
   * Returns running uploads that have sent a file, in the order of their projects, without those whose lock is corrupt. Costs
   * one listing, and one read for each, of which several run at the same time.
   *
   * @param max maximum number of projects whose locks are read
   */
  public List<LockedProject> list(int max) {
    try (Stream<ListEntry> projects = store.listLevel(BucketLayout.STAGING)) {
      List<ProjectName> names =
          projects.filter(ListEntry.PrefixEntry.class::isInstance)
              .limit(max)
              .map(entry -> new ProjectName(projectName(entry.text())))
              .toList();
      return Parallel.map(names, CONCURRENCY, ON_INTERRUPT, this::upload)
          .stream()
          .flatMap(Optional::stream)
          .toList();
    }
  }

  private Optional<LockedProject> upload(ProjectName project) {
    try {
      return locks.read(project)
          .map(stored -> LockedProject.of(project, stored.document()))
          .filter(LockedProject::isUpload);
    } catch (GypsumException e) {
      if (e.kind() == GypsumException.Kind.CORRUPT) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Returns the number of projects with staged files that are locked by an upload. An upload that has not sent a file yet is
   * not counted: finding it would require reading the locks of all projects. Costs one listing, and one read for each upload.
   */
  public long count() {
    try (Stream<ListEntry> projects = store.listLevel(BucketLayout.STAGING)) {
      return projects.filter(ListEntry.PrefixEntry.class::isInstance)
          .filter(entry -> isUploading(projectName(entry.text())))
          .count();
    }
  }

  private static String projectName(String prefix) {
    return prefix.substring(BucketLayout.STAGING.value().length(), prefix.length() - 1);
  }

  private boolean isUploading(String project) {
    return locks.read(new ProjectName(project))
        .map(stored -> stored.document().journal())
        .filter(journal -> SessionState.of(journal) == SessionState.UPLOADING)
        .isPresent();
  }
}
