package io.gypsum.store.memory;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.gypsum.core.document.Md5;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.ByteRange;
import io.gypsum.store.Content;
import io.gypsum.store.ContentMismatchException;
import io.gypsum.store.ETag;
import io.gypsum.store.KeyOrder;
import io.gypsum.store.ListEntry;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.PutCondition;
import io.gypsum.store.PutResult;
import io.gypsum.store.Store;
import io.gypsum.store.StoreException;
import io.gypsum.store.StoredObject;
import org.jspecify.annotations.Nullable;

/**
 * A store in memory, for tests. Stricter than the contract, to reveal errors of its users: each write has a new ETag, all calls
 * after {@link #close} fail, and {@link #openHandles} counts what was not closed. Thread-safe.
 */
public final class MemoryStore implements Store {
  /** In the order of listings. */
  private final ConcurrentNavigableMap<String, StoredBytes> objects =
      new ConcurrentSkipListMap<>(KeyOrder.INSTANCE);
  private final InstantSource clock;
  private final AtomicInteger openHandles = new AtomicInteger();
  /** Number of writes, which makes each ETag unique. Guarded by {@code this}. */
  private long writes;
  private volatile boolean closed;

  public MemoryStore() {
    this(InstantSource.system());
  }

  /** @param clock provides the modification times */
  public MemoryStore(InstantSource clock) {
    this.clock = clock;
  }

  /** Returns the number of open bodies and listings: zero when all callers have closed theirs. */
  public int openHandles() {
    return openHandles.get();
  }

  @Override
  public Optional<ObjectInfo> head(Key key) {
    requireOpen();
    return Optional.ofNullable(objects.get(key.value())).map(object -> object.info);
  }

  @Override
  public Optional<StoredObject> get(Key key, ByteRange range) {
    requireOpen();
    StoredBytes object = objects.get(key.value());
    if (object == null) {
      return Optional.empty();
    }
    byte[] bytes = object.bytes;
    int length = (int) range.lengthWithin(bytes.length);
    int offset = (int) Math.min(range.offset(), bytes.length);
    return Optional.of(
        new StoredObject(
            object.info, new Body(new ByteArrayInputStream(bytes, offset, length), handle())));
  }

  @Override
  public Stream<ObjectEntry> list(Prefix prefix, @Nullable String startAfter) {
    return stream(new MemoryListing.Recursive(objects, prefix, startAfter));
  }

  @Override
  public Stream<ListEntry> listLevel(Prefix prefix, @Nullable String startAfter) {
    return stream(new MemoryListing.Level(objects, prefix, startAfter));
  }

  private <E extends ListEntry> Stream<E> stream(MemoryListing<E> listing) {
    requireOpen();
    return Stream.generate(listing::next)
        .takeWhile(Optional::isPresent)
        .map(Optional::get)
        .onClose(handle());
  }

  @Override
  public PutResult put(Key key, Content content, PutCondition condition) {
    requireOpen();
    byte[] bytes = read(key, content);
    synchronized (this) {
      if (!holds(condition, objects.get(key.value()))) {
        return new PutResult.ConditionNotMet();
      }
      writes++;
      ETag etag = new ETag("memory-" + writes);
      ObjectInfo info = new ObjectInfo(key, bytes.length, etag, clock.instant());
      objects.put(key.value(), new StoredBytes(info, bytes));
      return new PutResult.Written(etag);
    }
  }

  @Override
  public void delete(Collection<Key> keys) {
    requireOpen();
    for (Key key : List.copyOf(keys)) {
      synchronized (this) {
        objects.remove(key.value());
      }
    }
  }

  @Override
  public void close() {
    closed = true;
  }

  private static boolean holds(PutCondition condition, @Nullable StoredBytes current) {
    if (condition instanceof PutCondition.Create) {
      return current == null;
    }
    if (condition instanceof PutCondition.IfMatch match) {
      return current != null && current.info.etag().equals(match.etag());
    }
    return true;
  }

  private static byte[] read(Key key, Content content) {
    if (content.sizeBytes() > Integer.MAX_VALUE - 8) {
      throw new StoreException(
          "cannot write '" + key + "': " + content.sizeBytes() + " bytes do not fit into memory",
          CallOutcome.NOT_DONE, false, null);
    }
    int expected = (int) content.sizeBytes();
    byte[] bytes;
    boolean longer;
    try (InputStream in = content.source().open()) {
      bytes = in.readNBytes(expected);
      longer = bytes.length == expected && in.read() >= 0;
    } catch (IOException e) {
      throw new StoreException(
          "cannot write '" + key + "': its content could not be read",
          CallOutcome.NOT_DONE, true, e);
    }
    if (longer) {
      throw ContentMismatchException.tooLong(key, expected);
    }
    if (bytes.length != expected) {
      throw ContentMismatchException.tooShort(key, expected, bytes.length);
    }
    Md5 announced = content.md5();
    if (announced != null) {
      Md5 found = Md5.of(Md5.newDigest().digest(bytes));
      if (!found.equals(announced)) {
        throw ContentMismatchException.ofMd5(key, announced, found);
      }
    }
    return bytes;
  }

  private void requireOpen() {
    if (closed) {
      throw new StoreException(
          "the memory store is closed", CallOutcome.NOT_DONE, false, null);
    }
  }

  /** Counts an open handle and returns an action that closes it; running it again has no effect. */
  private Runnable handle() {
    openHandles.incrementAndGet();
    AtomicBoolean open = new AtomicBoolean(true);
    return () -> {
      if (open.getAndSet(false)) {
        openHandles.decrementAndGet();
      }
    };
  }

  private static final class Body extends FilterInputStream {
    private final Runnable onClose;

    Body(InputStream bytes, Runnable onClose) {
      super(bytes);
      this.onClose = onClose;
    }

    @Override
    public void close() {
      onClose.run();
    }
  }

  /** One state of an object; immutable. */
  static final class StoredBytes {
    private final ObjectInfo info;
    private final byte[] bytes;

    StoredBytes(ObjectInfo info, byte[] bytes) {
      this.info = info;
      this.bytes = bytes;
    }

    ObjectEntry listed() {
      return new ObjectEntry(info.key(), info.sizeBytes(), info.lastModified());
    }
  }
}
