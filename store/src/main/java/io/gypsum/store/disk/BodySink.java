package io.gypsum.store.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Where a body goes, a buffer at a time. */
@FunctionalInterface
interface BodySink {
  /** @param buffer belongs to this from now on; {@code length} bytes of it are of the body */
  void take(byte[] buffer, int length) throws IOException;

  /** Writes all that remains in the buffer. */
  static void write(FileChannel file, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
  }
}
