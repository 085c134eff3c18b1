package io.gypsum.store;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;

import io.gypsum.core.name.Key;
import io.gypsum.core.retry.CallOutcome;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of several objects in sequence, of which one is open at a time. When reading an object fails, it is opened again
 * at the position of the failure. Not thread-safe.
 */
final class ConcatenatedBody extends BodyStream {
  /** Maximum number of times that reading one object is resumed. */
  private static final int MAX_RESUMES = 4;

  private final ReadStore store;
  private final Iterator<Key> parts;
  private @Nullable Key part;
  private long partOffset;
  private int resumes;
  private @Nullable StoredObject open;

  ConcatenatedBody(ReadStore store, List<Key> parts) {
    this.store = store;
    this.parts = parts.iterator();
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (part != null || parts.hasNext()) {
      try {
        int count = current().body().read(into, offset, length);
        if (count >= 0) {
          partOffset += count;
          return count;
        }
        part = null;
      } catch (IOException e) {
        resumes++;
        if (resumes > MAX_RESUMES) {
          throw e;
        }
      }
      close();
    }
    return -1;
  }

  private StoredObject current() {
    Key wanted = part;
    if (wanted == null) {
      wanted = parts.next();
      part = wanted;
      partOffset = 0;
      resumes = 0;
    }
    StoredObject current = open;
    if (current == null) {
      current = open(wanted);
      open = current;
    }
    return current;
  }

  private StoredObject open(Key wanted) {
    return store.get(wanted, new ByteRange(partOffset, Long.MAX_VALUE))
        .orElseThrow(
            () -> new StoreException(
                "part '" + wanted + "' does not exist", CallOutcome.NOT_DONE, false, null));
  }

  @Override
  public void close() {
    StoredObject closing = open;
    open = null;
    if (closing != null) {
      closing.close();
    }
  }
}
