package io.gypsum.store.verify;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.concurrent.Threads;
import io.gypsum.core.document.Lock;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.name.ProjectName;
import io.gypsum.store.ListEntry;
import io.gypsum.store.ReadStore;
import io.gypsum.store.bucket.BucketReader;
import io.gypsum.store.bucket.DocumentResult;
import org.jspecify.annotations.Nullable;

/**
 * Reads a bucket, or one project of it, and tells of all that is wrong. Only reads. Servers may go on meanwhile: a project
 * that is locked is judged only as far as nothing of it is being changed, but what is changed between two looks at it can
 * be told wrongly; looking again shows whether it lasts. What a store does not list, such as a file on disk whose name no
 * key can have, is not seen.
 *
 * <p>Memory holds the names and summaries of one asset and the manifest of one version, with one more that its links lead
 * to; not the number of files. One run, one thread, beside those that look at files.
 */
public final class Verifier {
  private static final int AHEAD_PER_THREAD = 4;

  private final ReadStore store;
  private final VerifyOptions options;
  private final VerifyListener listener;
  private final @Nullable String ownSession;

  public Verifier(ReadStore store, VerifyOptions options, VerifyListener listener) {
    this(store, options, listener, null);
  }

  /** @param ownSession the hash in a lock that the caller holds, which is as good as none; or null */
  Verifier(
      ReadStore store, VerifyOptions options, VerifyListener listener,
      @Nullable String ownSession) {
    this.store = store;
    this.options = options;
    this.listener = listener;
    this.ownSession = ownSession;
  }

  /**
   * Looks at everything once.
   *
   * @throws GypsumException NOT_FOUND when there is no such project
   * @throws io.gypsum.store.StoreException when the store fails; what was told until then holds
   */
  public VerifyReport verify() {
    ExecutorService threads = Threads.daemonPool(options.concurrency(), "verifier");
    try {
      Findings findings =
          new Findings(listener, threads, AHEAD_PER_THREAD * options.concurrency());
      return new Run(new Scope(store, findings, options.deep())).run();
    } finally {
      threads.shutdownNow();
    }
  }

  /** What has been seen so far. */
  private final class Run {
    private final Scope scope;
    private long projects;
    private long versions;
    private long files;
    private long locked;

    Run(Scope scope) {
      this.scope = scope;
    }

    VerifyReport run() {
      ProjectName only = options.project();
      if (only == null) {
        everything();
      } else {
        requireThere(only);
        project(only);
      }
      scope.findings().flush();
      return new VerifyReport(projects, versions, files, scope.findings().count(), locked);
    }

    private void everything() {
      // What is internal is not a name, and is looked at by whoever knows what belongs there.
      List<ProjectName> names =
          scope.places()
              .names(Prefix.ALL, List.of(), ProjectName::new, new TopCheck(scope)::check);
      names.forEach(this::project);
    }

    private void project(ProjectName name) {
      ProjectLock lock = lock(name);
      Tally tally = new ProjectCheck(scope, lock).check(name);
      projects++;
      versions += tally.versions();
      files += tally.files();
      locked += lock.alive() ? 1 : 0;
      listener.onProjectEnd(name);
    }

    private ProjectLock lock(ProjectName name) {
      Key key = BucketLayout.lock(name);
      DocumentResult<Lock> read = new BucketReader(store).tryRead(key, Lock::read);
      Lock lock = read.document();
      return lock != null && lock.sessionHash().equals(ownSession)
          ? ProjectLock.NONE
          : ProjectLock.look(key, read, options.clock().instant(), scope.findings());
    }

    private void requireThere(ProjectName name) {
      try (Stream<ListEntry> any = store.listLevel(BucketLayout.below(name))) {
        if (any.findFirst().isEmpty()) {
          throw GypsumException.notFound("there is no project '" + name + "'");
        }
      }
    }
  }
}
