package io.gypsum.store.verify;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;

import io.gypsum.core.GypsumException;
import io.gypsum.core.concurrent.Threads;
import io.gypsum.core.name.Key;
import io.gypsum.store.bucket.DocumentResult;
import org.jspecify.annotations.Nullable;

/**
 * Passes on what is found in the order in which it was looked for, although other threads look. How much is looked for
 * ahead is bounded, so that memory is. Only the looking may happen in other threads.
 */
final class Findings {
  private final VerifyListener listener;
  private final Executor threads;
  private final int maxAhead;
  private final Deque<FutureTask<Optional<Finding>>> ahead = new ArrayDeque<>();
  private long count;

  Findings(VerifyListener listener, Executor threads, int maxAhead) {
    this.listener = listener;
    this.threads = threads;
    this.maxAhead = maxAhead;
  }

  long count() {
    return count;
  }

  void tell(Finding finding) {
    FutureTask<Optional<Finding>> known = new FutureTask<>(() -> Optional.of(finding));
    known.run();
    add(known);
  }

  /** Returns the document; reports why there is none and returns null otherwise. */
  <T> @Nullable T documentOrTell(DocumentResult<T> result, Key key, FindingKind whenMissing) {
    String problem = result.problem();
    if (problem != null) {
      tell(Finding.of(FindingKind.UNREADABLE_DOCUMENT, key, "a document of its kind", problem));
    } else if (result.document() == null) {
      tell(Finding.of(whenMissing, key, "a document", "nothing"));
    }
    return result.document();
  }

  /** Tells what {@code look} finds, if anything, in its turn. */
  void tellLater(Callable<Optional<Finding>> look) {
    FutureTask<Optional<Finding>> task = new FutureTask<>(look);
    add(task);
    threads.execute(task);
  }

  /** Tells what is still looked for. */
  void flush() {
    while (!ahead.isEmpty()) {
      tellFirst();
    }
  }

  private void add(FutureTask<Optional<Finding>> task) {
    if (ahead.size() >= maxAhead) {
      tellFirst();
    }
    ahead.add(task);
  }

  private void tellFirst() {
    await(ahead.remove()).ifPresent(finding -> {
      count++;
      listener.onFinding(finding);
    });
  }

  static <T> T await(FutureTask<T> task) {
    return Threads.await(
        task,
        e -> new GypsumException(
            GypsumException.Kind.UNAVAILABLE, "verifying was interrupted", e));
  }
}
