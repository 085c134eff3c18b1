package io.gypsum.client.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The body of an answer as it comes in; is watched while it does. Closing it is the answer's business. */
final class GuardedInputStream extends FilterInputStream {
  private final StallGuard.Watched watched;
  private boolean atEnd;

  GuardedInputStream(InputStream in, StallGuard.Watched watched) {
    super(in);
    this.watched = watched;
  }

  @Override
  public int read() throws IOException {
    watched.waitBegins();
    int b = super.read();
    watched.waitEnds();
    atEnd |= b < 0;
    return b;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    watched.waitBegins();
    int count = super.read(bytes, offset, length);
    watched.waitEnds();
    atEnd |= count < 0;
    return count;
  }

  /** Whether the last read told that there is no more. */
  boolean isAtEnd() {
    return atEnd;
  }

  @Override
  public void close() {}
}
