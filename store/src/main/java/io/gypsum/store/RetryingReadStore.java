package io.gypsum.store;

import java.util.Optional;
import java.util.stream.Stream;

import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.retry.CallKind;
import io.gypsum.core.retry.Retrier;
import io.gypsum.store.ListEntry.ObjectEntry;
import org.jspecify.annotations.Nullable;

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
  public Stream<ObjectEntry> list(Prefix prefix, @Nullable String startAfter) {
    return new ResumingListing<>(after -> super.list(prefix, after), startAfter, retrier)
        .stream();
  }

  @Override
  public Stream<ListEntry> listLevel(Prefix prefix, @Nullable String startAfter) {
    return new ResumingListing<>(
        after -> super.listLevel(prefix, after), startAfter, retrier)
        .stream();
  }

  @Override
  public Optional<LocalFile> localFile(Key key) {
    return retrier.call(CallKind.READ, () -> super.localFile(key));
  }
}
