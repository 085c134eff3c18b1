package io.gypsum.store.disk;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

import io.gypsum.core.name.Key;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.BodyStream;
import io.gypsum.store.ByteRange;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.StoreException;
import io.gypsum.store.StoredObject;
import org.jspecify.annotations.Nullable;

/** Reads the state of files and opens them as objects. Thread-safe. */
final class ObjectReader {
  /**
   * Maximum number of attempts: each one after the first means that a complete write happened between two system
   * calls.
   */
  private static final int MAX_ATTEMPTS = 1000;

  private final KeyPaths paths;

  ObjectReader(KeyPaths paths) {
    this.paths = paths;
  }

  /** Returns the state of a regular file that is reached without symbolic links; null for anything else. */
  @Nullable
  FileState state(Path path) throws IOException {
    FileState state = paths.ifExists(path, FileState::read);
    return state != null && state.isRegular() && paths.isReachable(path) ? state : null;
  }

  /** Like {@link #state}, with the delay of {@link KeyPaths#wasReachableRecently}. */
  @Nullable
  FileState recentState(Path path) throws IOException {
    FileState state = paths.ifExists(path, FileState::read);
    return state != null && state.isRegular() && paths.wasReachableRecently(path) ? state : null;
  }

  @Nullable
  ObjectInfo head(Key key) throws IOException {
    Path path = paths.find(key);
    FileState state = path == null ? null : state(path);
    if (path == null || state == null) {
      return null;
    }
    if (!DocumentETags.isDocument(key, state.sizeBytes())) {
      return new ObjectInfo(key, state.sizeBytes(), state.etag(), state.lastModified());
    }
    try (StoredObject object = open(key, path, state, ByteRange.ALL)) {
      return object == null ? null : object.info();
    }
  }

  @Nullable
  StoredObject get(Key key, ByteRange range) throws IOException {
    Path path = paths.find(key);
    FileState state = path == null ? null : recentState(path);
    return path == null || state == null ? null : open(key, path, state, range);
  }

  /**
   * Returns the open object, or null when it was deleted meanwhile.
   *
   * @param state current state of the file
   */
  private @Nullable StoredObject open(Key key, Path path, FileState state, ByteRange range)
      throws IOException {
    FileState before = state;
    for (int i = 0; i < MAX_ATTEMPTS && before != null; i++) {
      FileChannel channel = open(path);
      if (channel != null) {
        StoredObject object = objectIfUnchanged(key, path, range, before, channel);
        if (object != null) {
          return object;
        }
      }
      before = state(path);
    }
    if (before != null) {
      throw new StoreException(
          "cannot read '" + key + "': it was replaced " + MAX_ATTEMPTS
              + " times while it was being opened; try again later",
          CallOutcome.NOT_DONE, true, null);
    }
    return null;
  }

  /** Returns null when the file was deleted or replaced by a link meanwhile. */
  private @Nullable FileChannel open(Path path) throws IOException {
    try {
      return paths.ifExists(path, ObjectReader::openForReading);
    } catch (IOException e) {
      // For a link, Java throws no more specific class.
      if (state(path) == null) {
        return null;
      }
      throw e;
    }
  }

  private static FileChannel openForReading(Path path) throws IOException {
    return FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  }

  /** Returns null when the channel may belong to another file than {@code before}. Closes the channel unless the object uses it. */
  private @Nullable StoredObject objectIfUnchanged(
      Key key, Path path, ByteRange range, FileState before, FileChannel channel)
      throws IOException {
    boolean kept = false;
    try {
      FileState after = paths.ifExists(path, FileState::read);
      if (after == null || !after.isSameFileAs(before)) {
        return null;
      }
      if (DocumentETags.isDocument(key, before.sizeBytes())) {
        return document(key, range, before, channel);
      }
      ObjectInfo info =
          new ObjectInfo(key, before.sizeBytes(), before.etag(), before.lastModified());
      long length = range.lengthWithin(before.sizeBytes());
      StoredObject object =
          new StoredObject(info, new FileRangeBody(channel, range.offset(), length));
      kept = true;
      return object;
    } finally {
      if (!kept) {
        channel.close();
      }
    }
  }

  private static StoredObject document(
      Key key, ByteRange range, FileState state, FileChannel channel) throws IOException {
    byte[] bytes = content(state, channel);
    ObjectInfo info =
        new ObjectInfo(key, bytes.length, DocumentETags.etagOf(bytes), state.lastModified());
    int offset = (int) Math.min(range.offset(), bytes.length);
    int length = (int) range.lengthWithin(bytes.length);
    return new StoredObject(info, new ByteArrayInputStream(bytes, offset, length));
  }

  private static byte[] content(FileState state, FileChannel channel) throws IOException {
    byte[] bytes = new byte[(int) state.sizeBytes()];
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException("the file ended before its size was reached");
      }
    }
    return bytes;
  }

  /** A range of a file. Reading fails when the file ends before the range does. */
  private static final class FileRangeBody extends BodyStream {
    /** Bounds the direct buffer that the channel keeps for each thread. */
    private static final int MAX_READ_BYTES = 256 * 1024;

    private final FileChannel channel;
    private long position;
    private long remainingBytes;

    FileRangeBody(FileChannel channel, long offset, long lengthBytes) {
      this.channel = channel;
      this.position = offset;
      this.remainingBytes = lengthBytes;
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
            "the file ends " + remainingBytes + " bytes early: it was changed in place");
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
}
