package io.gypsum.store;

import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

import io.gypsum.core.document.Md5;
import io.gypsum.core.name.Key;
import org.jspecify.annotations.Nullable;

/**
 * Tries again what failed for a passing reason. What is tried again, of failures that say they are retryable:
 *
 * <ul>
 *   <li>Reads always, as {@link RetryingReadStore} does.
 *   <li>A put whose content can be opened again, when nothing was done; an Overwrite also when nobody knows. A Create or
 *       IfMatch of which nobody knows is not: it may have won already, and a second try would then tell that it lost.
 *   <li>A delete when nothing was done. One of which nobody knows is not: it may have happened, and the name be someone
 *       else's new object by now.
 * </ul>
 *
 * When all tries are used up, the last failure is thrown. An interrupt ends the
 * waiting with the last failure.
 */
public final class RetryingStore extends ForwardingStore {
  private final Store delegate;
  private final Retries retries;
  private final RetryingReadStore reads;

  /** By {@link RetryPolicy#DEFAULT}. */
  public RetryingStore(Store delegate) {
    this(delegate, Retries.USUAL);
  }

  /** @param random must be safe for use by several threads */
  public RetryingStore(
      Store delegate, RetryPolicy policy, InstantSource clock, Sleeper sleeper,
      RandomGenerator random) {
    this(delegate, new Retries(policy, clock, sleeper, random));
  }

  private RetryingStore(Store delegate, Retries retries) {
    super(delegate);
    this.delegate = delegate;
    this.retries = retries;
    this.reads = new RetryingReadStore(delegate, retries);
  }

  @Override
  public Optional<ObjectInfo> head(Key key) {
    return reads.head(key);
  }

  @Override
  public Optional<StoredObject> get(Key key, ByteRange range) {
    return reads.get(key, range);
  }

  @Override
  public Stream<ListEntry> list(ListRequest request) {
    return reads.list(request);
  }

  @Override
  public Optional<LocalFile> localFile(Key key) {
    return reads.localFile(key);
  }

  @Override
  public PutResult put(Key key, Content content, PutCondition condition) {
    return retries.write(
        () -> super.put(key, content, condition), condition instanceof PutCondition.Overwrite,
        content.repeatable());
  }

  /** As an Overwrite: a second copy does no harm. */
  @Override
  public boolean copy(Key from, Key to) {
    return retries.write(() -> delegate.copy(from, to), true, true);
  }

  /** As a put of content that can be opened again. */
  @Override
  public PutResult concatenate(
      List<Key> parts, Key to, long sizeBytes, @Nullable Md5 md5, PutCondition condition) {
    return retries.write(
        () -> delegate.concatenate(parts, to, sizeBytes, md5, condition),
        condition instanceof PutCondition.Overwrite, true);
  }

  @Override
  public void delete(Collection<Key> keys) {
    retries.write(
        () -> {
          super.delete(keys);
          return keys;
        }, false, true);
  }
}
