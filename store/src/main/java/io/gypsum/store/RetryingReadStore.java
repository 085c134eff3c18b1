package io.gypsum.store;

import java.util.Optional;
import java.util.stream.Stream;

import io.gypsum.core.name.Key;
import io.gypsum.core.retry.CallKind;
import io.gypsum.core.retry.Retrier;

/**
 * Reads again what could not be read for a passing reason, of failures that say they are retryable. A listing that fails
 * on the way goes on after its last entry. A body that fails while it is read does not: its reader knows what it has got.
 *
 * <p>When all tries are used up, the last failure is thrown. An interrupt ends the waiting with the last failure.
 */
public final class RetryingReadStore extends ForwardingReadStore {
  private final Retrier retrier;

  /** Retries by {@link RetryingStore#DEFAULT_POLICY}. */
  public RetryingReadStore(ReadStore delegate) {
    this(delegate, Retrier.of(RetryingStore.DEFAULT_POLICY));
  }

  RetryingReadStore(ReadStore delegate, Retrier retrier) {
    super(delegate);
    this.retrier = retrier;
  }

  @Override
  public Optional<ObjectInfo> head(Key key) {
    return retrier.call(CallKind.READ, () -> super.head(key));
  }

  @Override
  public Optional<StoredObject> get(Key key, ByteRange range) {
    return retrier.call(CallKind.READ, () -> super.get(key, range));
  }

  @Override
  public Stream<ListEntry> list(ListRequest request) {
    return new ResumingListing(super::list, request, retrier).stream();
  }

  @Override
  public Optional<LocalFile> localFile(Key key) {
    return retrier.call(CallKind.READ, () -> super.localFile(key));
  }
}
