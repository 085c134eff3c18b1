package io.gypsum.store.verify;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.concurrent.OnInterrupt;
import io.gypsum.core.concurrent.OrderedResults.Bounds;
import io.gypsum.core.concurrent.ReadAhead;
import io.gypsum.core.concurrent.Threads;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.name.VersionName;
import io.gypsum.store.ListEntry;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.ListEntry.PrefixEntry;
import io.gypsum.store.ReadStore;
import io.gypsum.store.bucket.BucketScanner;
import io.gypsum.store.verify.LevelVisitor.LevelEvent;
import io.gypsum.store.verify.VersionCheck.VersionResult;
import org.jspecify.annotations.Nullable;

/**
 * Checks a bucket, or one project of it, for missing, corrupt, stale and orphaned objects. Only reads. Servers may change
 * the bucket meanwhile: in a locked project, only documents that are not being changed are checked, but a change
 * between two reads can cause a false finding; verifying again shows whether it persists. Objects that the store does
 * not list, such as files on disk whose names are not keys, are not found.
 *
 * <p>Levels, versions and files are read by several threads; findings are reported in key order by the calling thread.
 * Memory holds at most
 *
 * <ul>
 *   <li>the names of one level for each of {@code 2 * concurrency} projects and as many assets;
 *   <li>the summaries of one asset;
 *   <li>{@value #MAX_CONCURRENT_VERSIONS} times the manifest of a version (70 MB for a million files) and of one version that it
 *       links to;
 *   <li>a bounded number of findings: threads that are ahead wait until theirs are reported.
 * </ul>
 *
 * <p>It does not grow with the number of files. One verification at a time; not thread-safe.
 */
public final class Verifier {
  /** Versions that are checked at a time; each may have its manifest and that of a linked version in memory. */
  static final int MAX_CONCURRENT_VERSIONS = 4;
  static final OnInterrupt ON_INTERRUPT = OnInterrupt.unavailable("verifying was interrupted");

  private final TolerantReader bucket;
  private final ReadStore store;
  private final VerifyOptions options;
  private final VerifyListener listener;
  private final @Nullable String ownSession;
  private final Runnable betweenVersions;

  public Verifier(ReadStore store, VerifyOptions options, VerifyListener listener) {
    this(store, options, listener, null, () -> {});
  }

  /**
   * @param ownSession the session hash of a lock that the caller holds, which is ignored; or null
   * @param betweenVersions called before each version and at the end of each level, by the thread that verifies
   */
  Verifier(
      ReadStore store, VerifyOptions options, VerifyListener listener,
      @Nullable String ownSession, Runnable betweenVersions) {
    this.bucket = new TolerantReader(store);
    this.store = store;
    this.options = options;
    this.listener = listener;
    this.ownSession = ownSession;
    this.betweenVersions = betweenVersions;
  }

  /**
   * Checks the bucket, or the project of the options, and reports each finding to the listener.
   *
   * @throws GypsumException NOT_FOUND when the project to verify does not exist
   * @throws io.gypsum.store.StoreException when the store cannot be listed, or keeps failing; findings reported until then are valid. A
   *     single document or file that cannot be read is a finding
   */
  public VerifyReport verify() {
    int versions = Math.min(options.concurrency(), MAX_CONCURRENT_VERSIONS);
    ExecutorService files = Threads.daemonPool(options.concurrency(), "verifier of files");
    ExecutorService versionThreads = Threads.daemonPool(versions, "verifier of versions");
    try (
        BucketScanner scanner =
            new BucketScanner(options.concurrency(), "verifier of levels", ON_INTERRUPT)) {
      Reporter reporter = new Reporter();
      LevelVisitor visitor =
          new LevelVisitor(bucket, options.clock(), ownSession);
      Iterator<LevelEvent> events = scanner.scan(projects(reporter).iterator(), visitor);
      new ReadAhead<>(
          events, new StartCheck(files, versionThreads), versionThreads,
          Bounds.ofItems(2 * versions), ON_INTERRUPT)
          .forEachRemaining(reporter::receive);
      findMarkers(reporter);
      return reporter.report();
    } finally {
      // Version checks wait for file checks, so they end first.
      Threads.stop(versionThreads);
      Threads.stop(files);
    }
  }

  /** Markers are in no other listing. */
  private void findMarkers(Reporter reporter) {
    ProjectName only = options.project();
    Prefix prefix = only == null ? Prefix.ALL : BucketLayout.below(only);
    try (Stream<PrefixEntry> markers = store.listMarkers(prefix)) {
      markers.forEach(
          marker -> reporter.finding(
              new Finding(
                  FindingKind.DIRECTORY_MARKER, marker.text(), "no object with this name",
                  "a directory marker, which has no effect", null)));
    }
  }

  private List<ProjectName> projects(Reporter reporter) {
    ProjectName only = options.project();
    if (only == null) {
      return new TopLevel(bucket, reporter::finding).check();
    }
    try (Stream<ListEntry> any = store.listLevel(BucketLayout.below(only))) {
      if (any.findFirst().isEmpty()) {
        throw GypsumException.notFound("project '" + only + "' does not exist");
      }
    }
    return List.of(only);
  }

  /** An event, with the check of the version (running in other threads) if the event is a version. */
  private record StartedEvent(
      LevelEvent event, @Nullable FindingQueue findings,
      @Nullable FutureTask<VersionResult> check) {}

  /** Starts the checks of versions ahead of their turn. */
  private final class StartCheck implements ReadAhead.Work<LevelEvent, StartedEvent> {
    private final ExecutorService files;
    private final ExecutorService versions;

    StartCheck(ExecutorService files, ExecutorService versions) {
      this.files = files;
      this.versions = versions;
    }

    @Override
    public StartedEvent compute(LevelEvent event) {
      if (!(event instanceof LevelEvent.VersionFound version)) {
        return new StartedEvent(event, null, null);
      }
      FindingQueue findings = new FindingQueue(files, options.concurrency());
      VersionCheck check =
          new VersionCheck(
              bucket, findings, options.deep(), version.name(), version.lock());
      FutureTask<VersionResult> task = new FutureTask<>(() -> {
        try {
          return check.run();
        } finally {
          findings.end();
        }
      });
      versions.execute(task);
      return new StartedEvent(event, findings, task);
    }

    @Override
    public boolean isQuick(LevelEvent event) {
      return true;
    }
  }

  /**
   * Receives the events in order, reports findings, and adds up the totals that projects and assets are checked
   * against.
   */
  private final class Reporter {
    private long projects;
    private long versions;
    private long files;
    private long findings;
    private long lockedProjects;
    private ProjectUsage usage = new ProjectUsage();
    private final Map<VersionName, Summary> summaries = new HashMap<>();
    private boolean allSummariesKnown = true;

    VerifyReport report() {
      return new VerifyReport(projects, versions, files, findings, lockedProjects);
    }

    void finding(Finding finding) {
      findings++;
      listener.onFinding(finding);
    }

    void receive(StartedEvent started) {
      betweenVersions.run();
      LevelEvent event = started.event();
      if (event instanceof LevelEvent.DefectFound found) {
        finding(found.finding());
      } else if (event instanceof LevelEvent.InternalPrefix internal) {
        try (Stream<ObjectEntry> objects = store.list(internal.prefix())) {
          objects.forEach(object -> finding(Finding.unexpectedObject(object.key())));
        }
      } else if (event instanceof LevelEvent.VersionFound version) {
        if (started.findings() != null && started.check() != null) {
          started.findings().forEach(this::finding);
          add(version.name().version(), Threads.await(started.check(), ON_INTERRUPT));
        }
      } else if (event instanceof LevelEvent.AssetEnd end) {
        if (!end.lock().isHeld()) {
          end.check(summaries, allSummariesKnown).ifPresent(this::finding);
        }
        summaries.clear();
        allSummariesKnown = true;
      } else if (event instanceof LevelEvent.ProjectEnd end) {
        endProject(end);
      }
    }

    private void add(VersionName name, VersionResult result) {
      Summary summary = result.summary();
      if (summary == null) {
        allSummariesKnown = false;
      } else {
        summaries.put(name, summary);
      }
      usage.add(result);
      versions += result.isCounted() ? 1 : 0;
      files += result.files();
    }

    private void endProject(LevelEvent.ProjectEnd end) {
      if (end.lock().isHeld()) {
        lockedProjects++;
      } else {
        usage.check(bucket, end.project()).ifPresent(this::finding);
      }
      usage = new ProjectUsage();
      projects++;
      listener.onProjectEnd(end.project());
    }
  }
}
