package io.gypsum.store;

import java.util.Optional;
import java.util.stream.Stream;

import io.gypsum.core.name.Key;

/**
 * Reads again what could not be read for a passing reason, of failures that say they are retryable. A listing that fails
 * on the way goes on after its last entry. A body that fails while it is read does not: its reader knows what it has got.
 *
 * <p>When all tries are used up, the last failure is thrown. An interrupt ends the waiting with the last failure.
 */
public final class RetryingReadStore extends ForwardingReadStore {
  private final Retries retries;

  /** By {@link RetryPolicy#DEFAULT}. */
  public RetryingReadStore(ReadStore delegate) {
    this(delegate, Retries.USUAL);
  }

  RetryingReadStore(ReadStore delegate, Retries retries) {
    super(delegate);
    this.retries = retries;
  }

  @Override
  public Optional<ObjectInfo> head(Key key) {
    return retries.read(() -> super.head(key));
  }

  @Override
  public Optional<StoredObject> get(Key key, ByteRange range) {
    return retries.read(() -> super.get(key, range));
  }

  @Override
  public Stream<ListEntry> list(ListRequest request) {
    return new ResumingListing(super::list, request, retries::begin).stream();
  }

  @Override
  public Optional<LocalFile> localFile(Key key) {
    return retries.read(() -> super.localFile(key));
  }
}
