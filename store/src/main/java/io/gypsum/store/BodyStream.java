package io.gypsum.store;

import java.io.IOException;
import java.io.InputStream;

/** The base class of bodies that stores return: subclasses implement only {@link #read(byte[], int, int)}. */
public abstract class BodyStream extends InputStream {
  @Override
  public final int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public abstract int read(byte[] bytes, int offset, int length) throws IOException;
}
