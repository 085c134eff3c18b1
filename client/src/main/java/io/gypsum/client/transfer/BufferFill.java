package io.gypsum.client.transfer;

import java.io.IOException;
import java.io.InputStream;

import org.jspecify.annotations.Nullable;

/** Fills whole buffers from a stream without losing what came just before it broke. */
final class BufferFill {
  private final InputStream in;
  private boolean ended;
  private @Nullable IOException failure;

  BufferFill(InputStream in) {
    this.in = in;
  }

  /** How many bytes of {@code buffer} were filled: all, unless the stream is over. */
  int fill(byte[] buffer) {
    int length = 0;
    try {
      while (length < buffer.length && !ended) {
        int count = in.read(buffer, length, buffer.length - length);
        if (count < 0) {
          ended = true;
        } else {
          length += count;
        }
      }
    } catch (IOException e) {
      failure = e;
    }
    return length;
  }

  boolean isOver() {
    return ended || failure != null;
  }

  /** @throws IOException the failure of the stream, if it failed */
  void rethrow() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }
}
