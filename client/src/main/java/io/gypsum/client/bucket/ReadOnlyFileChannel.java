package io.gypsum.client.bucket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Objects;

/**
 * A file channel for content that never changes: its position, the bounds of its operations, and the refusal of writes. As for
 * a local file, a read fills the buffer unless the file ends. Closing the channel, or interrupting a thread that reads, ends
 * operations of other threads with the exceptions that {@link java.nio.channels.InterruptibleChannel} describes. Thread-safe;
 * concurrent reads wait for each other.
 */
abstract class ReadOnlyFileChannel extends FileChannel {
  private static final int TRANSFER_BYTES = 1024 * 1024;

  private final long sizeBytes;
  private long position;

  ReadOnlyFileChannel(long sizeBytes) {
    this.sizeBytes = sizeBytes;
  }

  /**
   * Reads at least one byte. Called by one thread at a time.
   *
   * @param target has space
   * @param from a position in the file
   */
  abstract void readSome(ByteBuffer target, long from) throws IOException;

  /**
   * Maps a region in the file. May be called by several threads.
   *
   * @param length at most {@link Integer#MAX_VALUE}
   */
  abstract MappedByteBuffer mapRegion(long from, int length) throws IOException;

  private interface Operation<T> {
    T run() throws IOException;
  }

  /** Runs an operation that closing the channel, or interrupting the thread, ends. */
  private <T> T interruptibly(Operation<T> operation) throws IOException {
    requireOpen();
    boolean completed = false;
    try {
      begin();
      T result = operation.run();
      completed = true;
      return result;
    } finally {
      end(completed);
    }
  }

  @Override
  public final int read(ByteBuffer target) throws IOException {
    requireWritable(target);
    return interruptibly(() -> {
      synchronized (this) {
        int count = fill(target, position);
        position += Math.max(count, 0);
        return count;
      }
    });
  }

  @Override
  public final int read(ByteBuffer target, long from) throws IOException {
    requireWritable(target);
    requireNotNegative("position", from);
    return interruptibly(() -> {
      synchronized (this) {
        return fill(target, from);
      }
    });
  }

  @Override
  public final long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, targets.length);
    long total = 0;
    for (int i = offset; i < offset + length; i++) {
      int count = read(targets[i]);
      if (count < 0) {
        return total == 0 ? -1 : total;
      }
      total += count;
    }
    return total;
  }

  /** Fills a buffer unless the file ends. After a failure the buffer has its previous position. */
  final int fill(ByteBuffer target, long from) throws IOException {
    if (!target.hasRemaining()) {
      return 0;
    }
    if (from >= sizeBytes) {
      return -1;
    }
    int start = target.position();
    int count = (int) Math.min(target.remaining(), sizeBytes - from);
    int end = start + count;
    int limit = target.limit();
    target.limit(end);
    try {
      while (target.hasRemaining()) {
        readSome(target, from + target.position() - start);
      }
      return count;
    } finally {
      if (target.hasRemaining()) {
        target.position(start);
      }
      target.limit(limit);
    }
  }

  @Override
  public final long transferTo(long from, long count, WritableByteChannel target)
      throws IOException {
    requireOpen();
    requireNotNegative("position", from);
    requireNotNegative("count", count);
    long rest = Math.min(count, sizeBytes - from);
    long total = 0;
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.max(0, Math.min(rest, TRANSFER_BYTES)));
    while (total < rest) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), rest - total));
      read(buffer, from + total);
      buffer.flip();
      int written = target.write(buffer);
      total += written;
      if (buffer.hasRemaining()) {
        // The target accepts no more for now, as the contract allows.
        return total;
      }
    }
    return total;
  }

  @Override
  public final MappedByteBuffer map(MapMode mode, long from, long length) throws IOException {
    requireNotNegative("position", from);
    requireNotNegative("size", length);
    if (length > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "invalid size " + length + ": at most " + Integer.MAX_VALUE + " bytes can be mapped");
    }
    requireOpen();
    if (!mode.equals(MapMode.READ_ONLY)) {
      throw new NonWritableChannelException();
    }
    if (length > sizeBytes - from) {
      throw new IOException(
          "cannot map " + length + " bytes from " + from + ": the file has " + sizeBytes
              + " bytes");
    }
    return interruptibly(() -> mapRegion(from, (int) length));
  }

  @Override
  public final synchronized long position() throws IOException {
    requireOpen();
    return position;
  }

  @Override
  public final synchronized FileChannel position(long newPosition) throws IOException {
    requireOpen();
    requireNotNegative("position", newPosition);
    position = newPosition;
    return this;
  }

  @Override
  public final long size() throws IOException {
    requireOpen();
    return sizeBytes;
  }

  /** Has no effect: there is nothing to write. */
  @Override
  public final void force(boolean metadata) throws IOException {
    requireOpen();
  }

  @Override
  public final int write(ByteBuffer source) throws IOException {
    throw notWritable();
  }

  @Override
  public final int write(ByteBuffer source, long to) throws IOException {
    throw notWritable();
  }

  @Override
  public final long write(ByteBuffer[] sources, int offset, int length) throws IOException {
    throw notWritable();
  }

  @Override
  public final long transferFrom(ReadableByteChannel source, long to, long count)
      throws IOException {
    throw notWritable();
  }

  @Override
  public final FileChannel truncate(long size) throws IOException {
    throw notWritable();
  }

  @Override
  public final FileLock lock(long from, long length, boolean shared) throws IOException {
    throw notLockable(shared);
  }

  @Override
  public final FileLock tryLock(long from, long length, boolean shared) throws IOException {
    throw notLockable(shared);
  }

  private RuntimeException notWritable() throws ClosedChannelException {
    requireOpen();
    return new NonWritableChannelException();
  }

  private RuntimeException notLockable(boolean shared) throws ClosedChannelException {
    requireOpen();
    return shared
        ? new UnsupportedOperationException(
            "a file on a gypsum server cannot be locked, and needs no lock: it never changes")
        : new NonWritableChannelException();
  }

  private void requireOpen() throws ClosedChannelException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
  }

  private static void requireWritable(ByteBuffer target) {
    if (target.isReadOnly()) {
      throw new IllegalArgumentException("cannot read into a read-only buffer");
    }
  }

  private static void requireNotNegative(String name, long value) {
    if (value < 0) {
      throw new IllegalArgumentException("negative " + name + " " + value);
    }
  }
}
