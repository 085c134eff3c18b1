package io.gypsum.store.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.gypsum.core.concurrent.OrderedResults;
import io.gypsum.core.concurrent.OrderedResults.Bounds;
import io.gypsum.core.name.Key;
import io.gypsum.store.bucket.DocumentResult;
import org.jspecify.annotations.Nullable;

/**
 * Passes the findings of one version from the thread that checks it to the thread that reports. They are reported in
 * the order in which they were added, although file checks run in further threads. The queue is bounded: the checking
 * thread waits while {@value #MAX_UNREPORTED} findings are unreported.
 *
 * <p>One thread runs several checks of small files in sequence, since starting a check in another thread takes longer than
 * reading such a file. The first checks run alone, so that a few files are read by all threads.
 */
final class FindingQueue {
  static final int MAX_UNREPORTED = 256;
  /** Maximum number of checks in a group. */
  static final int MAX_GROUP = 16;
  /** Maximum number of bytes that the checks of a group read, unless it has only one. */
  static final long MAX_GROUP_BYTES = 1024 * 1024;
  static final int GROUPS_AHEAD_PER_THREAD = 4;

  /** Groups of checks that run or have ended, in order. Used by the checking thread, like the following fields. */
  private final OrderedResults<List<Finding>> checks;
  private final int groupsAhead;
  private List<Callable<Optional<Finding>>> group = new ArrayList<>();
  private long groupBytes;
  private long startedGroups;
  /** Findings to report; an empty one marks the end. */
  private final BlockingQueue<Optional<Finding>> unreported =
      new ArrayBlockingQueue<>(MAX_UNREPORTED);

  /** @param concurrency number of threads that run file checks */
  FindingQueue(Executor fileThreads, int concurrency) {
    this.groupsAhead = GROUPS_AHEAD_PER_THREAD * concurrency;
    this.checks =
        new OrderedResults<>(fileThreads, Bounds.ofItems(groupsAhead), Verifier.ON_INTERRUPT);
  }

  void add(Finding finding) {
    startGroup();
    makeRoom();
    checks.runNow(1, () -> List.of(finding));
  }

  /**
   * Runs {@code check} in another thread, at the latest in {@link #flush}, and adds its finding, if there is one.
   *
   * @param readBytes about how many bytes it reads
   */
  void addLater(long readBytes, Callable<Optional<Finding>> check) {
    if (groupBytes + readBytes > MAX_GROUP_BYTES) {
      startGroup();
    }
    group.add(check);
    groupBytes += readBytes;
    if (group.size() >= Math.min(MAX_GROUP, 1 + startedGroups / groupsAhead)) {
      startGroup();
    }
  }

  private void startGroup() {
    if (!group.isEmpty()) {
      List<Callable<Optional<Finding>>> started = group;
      group = new ArrayList<>();
      groupBytes = 0;
      startedGroups++;
      makeRoom();
      checks.submit(1, () -> run(started));
    }
  }

  private static List<Finding> run(List<Callable<Optional<Finding>>> group) throws Exception {
    List<Finding> findings = new ArrayList<>();
    for (Callable<Optional<Finding>> check : group) {
      check.call().ifPresent(findings::add);
    }
    return findings;
  }

  /** Returns the document; adds a finding and returns null when it is absent or corrupt. */
  <T> @Nullable T require(DocumentResult<T> result, Key key, FindingKind whenAbsent) {
    T document = result.document();
    String problem = result.problem();
    if (problem != null) {
      add(Finding.unreadable(key, problem));
    } else if (document == null) {
      add(Finding.of(whenAbsent, key, "a document", "nothing"));
    }
    return document;
  }

  private void makeRoom() {
    while (!checks.hasRoom(1)) {
      pass(checks.next());
    }
  }

  /** Starts the checks that wait for others of their group, and waits for all that run. */
  void flush() {
    startGroup();
    while (!checks.isEmpty()) {
      pass(checks.next());
    }
  }

  private void pass(List<Finding> findings) {
    findings.forEach(finding -> put(Optional.of(finding)));
  }

  /** Marks the end: {@link #forEach} returns. */
  void end() {
    put(Optional.empty());
  }

  private void put(Optional<Finding> finding) {
    try {
      unreported.put(finding);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Verifier.ON_INTERRUPT.failure(e);
    }
  }

  /** Passes all findings to {@code report} as they arrive, until {@link #end} was called. */
  void forEach(Consumer<Finding> report) {
    try {
      for (Optional<Finding> next = unreported.take(); next.isPresent(); next = unreported.take()) {
        report.accept(next.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Verifier.ON_INTERRUPT.failure(e);
    }
  }
}
