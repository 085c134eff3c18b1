package io.gypsum.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * An object opened for reading.
 *
 * @param info of the whole object, whatever range was asked for
 * @param body the bytes asked for; reading fails rather than ending early
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
