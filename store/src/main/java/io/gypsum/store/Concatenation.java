package io.gypsum.store;

import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;

import io.gypsum.core.name.Key;
import io.gypsum.store.StoreException.Outcome;
import org.jspecify.annotations.Nullable;

/** The bytes of several objects, one after the other; one of them is open at a time. Not thread-safe. */
final class Concatenation extends InputStream {
  private final ReadStore store;
  private final Iterator<Key> parts;
  private @Nullable StoredObject open;

  Concatenation(ReadStore store, List<Key> parts) {
    this.store = store;
    this.parts = parts.iterator();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (open != null || parts.hasNext()) {
      int count = current().body().read(into, offset, length);
      if (count >= 0) {
        return count;
      }
      close();
    }
    return -1;
  }

  private StoredObject current() {
    if (open == null) {
      Key part = parts.next();
      open =
          store.get(part, ByteRange.ALL)
              .orElseThrow(
                  () -> new StoreException(
                      "part '" + part + "' is not there", Outcome.NOT_DONE, false, null));
    }
    return open;
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
