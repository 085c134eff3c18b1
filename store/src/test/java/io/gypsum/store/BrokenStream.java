package io.gypsum.store;

import java.io.IOException;
import java.io.InputStream;

/** A stream that cannot be read, as if the peer had disconnected. */
public final class BrokenStream extends InputStream {
  public static final String MESSAGE = "connection reset";

  @Override
  public int read() throws IOException {
    throw new IOException(MESSAGE);
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    return read();
  }
}
