package io.gypsum.store.disk;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;

/** Some bytes of a file, read by seeking. Fails where the file ends before the bytes do. */
final class ChannelBody extends InputStream {
  /** Bounds the direct buffer that the channel keeps for each thread. */
  private static final int MAX_READ_BYTES = 256 * 1024;

  private final FileChannel channel;
  private long position;
  private long remainingBytes;

  ChannelBody(FileChannel channel, long offset, long lengthBytes) {
    this.channel = channel;
    this.position = offset;
    this.remainingBytes = lengthBytes;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0) {
      return 0;
    }
    if (remainingBytes == 0) {
      return -1;
    }
    int wanted = (int) Math.min(Math.min(length, MAX_READ_BYTES), remainingBytes);
    int found = channel.read(ByteBuffer.wrap(bytes, offset, wanted), position);
    if (found < 0) {
      throw new EOFException(
          "the file ends " + remainingBytes + " bytes early: something changed it in place");
    }
    position += found;
    remainingBytes -= found;
    return found;
  }

  @Override
  public long skip(long bytes) {
    long skipped = Math.max(0, Math.min(bytes, remainingBytes));
    position += skipped;
    remainingBytes -= skipped;
    return skipped;
  }

  @Override
  public int available() {
    return (int) Math.min(Integer.MAX_VALUE, remainingBytes);
  }

  @Override
  public long transferTo(OutputStream out) throws IOException {
    byte[] buffer = new byte[(int) Math.max(1, Math.min(MAX_READ_BYTES, remainingBytes))];
    long transferred = 0;
    for (int n = read(buffer); n >= 0; n = read(buffer)) {
      out.write(buffer, 0, n);
      transferred += n;
    }
    return transferred;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
