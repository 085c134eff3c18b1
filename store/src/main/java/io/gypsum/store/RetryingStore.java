package io.gypsum.store;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

import io.gypsum.core.document.Md5;
import io.gypsum.core.name.Key;
import io.gypsum.core.retry.CallKind;
import io.gypsum.core.retry.Deadline;
import io.gypsum.core.retry.Retrier;
import io.gypsum.core.retry.RetryPolicy;
import io.gypsum.store.ListEntry.PrefixEntry;
import org.jspecify.annotations.Nullable;

/**
 * Retries calls that failed with a retryable failure:
 *
 * <ul>
 *   <li>Reads, as {@link RetryingReadStore} does.
 *   <li>A put whose content can be opened again, if it certainly had no effect; an Overwrite even if its outcome is
 *   unknown. A Create or IfMatch with an unknown outcome is not retried: it may have succeeded already, and the second
 *   attempt would then report that its condition does not hold.
 *   <li>A delete that certainly had no effect. One with an unknown outcome is not retried: it may have succeeded, and
 *       another writer may have created a new object with the same key since then.
 *   <li>A sync is not retried: a second one does not report the failure of the first.
 * </ul>
 *
 * <p>The last failure is thrown when no attempt is left or the thread is interrupted while it waits. Its outcome is UNKNOWN
 * if that of any attempt was.
 */
public final class RetryingStore extends ForwardingStore {
  /** Outlasts the restart of a store and requests to slow down; gives up before a user does. */
  public static final RetryPolicy DEFAULT_POLICY =
      new RetryPolicy(5, Duration.ofMillis(100), Duration.ofSeconds(5), Duration.ofSeconds(20));

  private final RetryingReadStore reads;
  private final Store delegate;
  private final Retrier retrier;

  /** Retries by {@link #DEFAULT_POLICY}. */
  public RetryingStore(Store delegate) {
    this(delegate, Retrier.of(DEFAULT_POLICY));
  }

  public RetryingStore(Store delegate, Retrier retrier) {
    this(new RetryingReadStore(delegate, retrier), delegate, retrier);
  }

  /** @param retrier retries writes */
  private RetryingStore(RetryingReadStore reads, Store delegate, Retrier retrier) {
    super(reads, delegate);
    this.reads = reads;
    this.delegate = delegate;
    this.retrier = retrier;
  }

  /** A write of the view is neither begun nor retried after the deadline. */
  @Override
  public Store withDeadline(Deadline deadline) {
    return new RetryingStore(
        reads, delegate.withDeadline(deadline), retrier.withDeadline(deadline));
  }

  @Override
  public Store withDeferredSync() {
    return new RetryingStore(reads, delegate.withDeferredSync(), retrier);
  }

  @Override
  public PutResult put(Key key, Content content, PutCondition condition) {
    return content.repeatable()
        ? retrier.call(kind(condition), () -> super.put(key, content, condition))
        : super.put(key, content, condition);
  }

  /** Retried as an Overwrite is: a second copy has no effect. */
  @Override
  public boolean copy(Key from, Key to) {
    return retrier.call(CallKind.IDEMPOTENT_WRITE, () -> delegate.copy(from, to));
  }

  /** Retried as a put of content that can be opened again. */
  @Override
  public PutResult concatenate(
      List<Key> parts, Key to, long sizeBytes, @Nullable Md5 md5, PutCondition condition) {
    return retrier.call(
        kind(condition), () -> delegate.concatenate(parts, to, sizeBytes, md5, condition));
  }

  @Override
  public void delete(Collection<Key> keys) {
    retrier.run(CallKind.CONDITIONAL_WRITE, () -> super.delete(keys));
  }

  /** Retried even if the outcome is unknown: nothing reads a marker. */
  @Override
  public void deleteMarkers(Collection<PrefixEntry> markers) {
    retrier.run(CallKind.IDEMPOTENT_WRITE, () -> super.deleteMarkers(markers));
  }

  private static CallKind kind(PutCondition condition) {
    return condition instanceof PutCondition.Overwrite
        ? CallKind.IDEMPOTENT_WRITE
        : CallKind.CONDITIONAL_WRITE;
  }
}
