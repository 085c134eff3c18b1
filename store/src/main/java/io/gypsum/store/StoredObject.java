package io.gypsum.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * An object that is open for reading. The caller closes it.
 *
 * @param info properties of the whole object, even if only a range was requested
 * @param body the requested bytes; a body that cannot be read to its end throws instead of ending early
 */
public record StoredObject(ObjectInfo info, InputStream body) implements AutoCloseable {
  @Override
  public void close() {
    try {
      body.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
