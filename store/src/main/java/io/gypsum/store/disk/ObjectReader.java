package io.gypsum.store.disk;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import io.gypsum.core.name.Key;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.ByteRange;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.StoreException;
import io.gypsum.store.StoredObject;
import org.jspecify.annotations.Nullable;

/** Looks at and opens the files of objects. */
final class ObjectReader {
  /** Each try beyond the first means that a whole write fell between two system calls. */
  private static final int MAX_TRIES = 1000;

  private final KeyPaths paths;
  private final SmallObjects smallObjects = new SmallObjects();

  ObjectReader(KeyPaths paths) {
    this.paths = paths;
  }

  /** What the key names, if that is a regular file, reached without a symbolic link; null otherwise. */
  @Nullable
  FileState state(Path path) throws IOException {
    FileState state = paths.ifThere(path, FileState::read);
    return state != null && state.isRegular() && paths.isReachable(path) ? state : null;
  }

  @Nullable
  ObjectInfo head(Key key) throws IOException {
    Path path = paths.find(key);
    FileState state = path == null ? null : state(path);
    if (path == null || state == null) {
      return null;
    }
    if (!Documents.isDocument(key, state.sizeBytes())) {
      return new ObjectInfo(key, state.sizeBytes(), state.etag(), state.lastModified());
    }
    try (StoredObject object = open(key, path, state, ByteRange.ALL)) {
      return object == null ? null : object.info();
    }
  }

  @Nullable
  StoredObject get(Key key, ByteRange range) throws IOException {
    Path path = paths.find(key);
    FileState state = path == null ? null : paths.ifThere(path, FileState::read);
    if (path == null || state == null || !state.isRegular()) {
      return null;
    }
    StoredObject small = smallObjects.find(path, state, range);
    if (small != null) {
      return small;
    }
    return paths.wasReachableLately(path) ? open(key, path, state, range) : null;
  }

  /**
   * @param state that was just found
   * @return null when the object has gone since
   */
  private @Nullable StoredObject open(Key key, Path path, FileState state, ByteRange range)
      throws IOException {
    FileState before = state;
    for (int i = 0; i < MAX_TRIES && before != null; i++) {
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
          "cannot read '" + key + "': it was replaced " + MAX_TRIES
              + " times while it was being opened; try again later",
          CallOutcome.NOT_DONE, true, null);
    }
    return null;
  }

  /** Null when the file was replaced by a link, or removed, meanwhile. */
  private @Nullable FileChannel open(Path path) throws IOException {
    try {
      return paths.ifThere(path, ObjectReader::openForReading);
    } catch (FileSystemException e) {
      if (state(path) == null) {
        return null;
      }
      throw e;
    }
  }

  private static FileChannel openForReading(Path path) throws IOException {
    return FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  }

  /** The channel is the object's, or closed. Null when it may be of another file than {@code before}. */
  private @Nullable StoredObject objectIfUnchanged(
      Key key, Path path, ByteRange range, FileState before, FileChannel channel)
      throws IOException {
    boolean kept = false;
    try {
      FileState after = paths.ifThere(path, FileState::read);
      if (after == null || !after.isSameFileAs(before)) {
        return null;
      }
      if (Documents.isDocument(key, before.sizeBytes())) {
        return document(key, range, before, channel);
      }
      ObjectInfo info =
          new ObjectInfo(key, before.sizeBytes(), before.etag(), before.lastModified());
      if (before.sizeBytes() <= SmallObjects.MAX_BYTES) {
        byte[] content = content(before, channel);
        smallObjects.add(path, before, info, content);
        return SmallObjects.object(info, content, range);
      }
      long length = range.lengthWithin(before.sizeBytes());
      StoredObject object =
          new StoredObject(info, new ChannelBody(channel, range.offset(), length));
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
        new ObjectInfo(key, bytes.length, Documents.etagOf(bytes), state.lastModified());
    return SmallObjects.object(info, bytes, range);
  }

  private static byte[] content(FileState state, FileChannel channel) throws IOException {
    byte[] bytes = new byte[(int) state.sizeBytes()];
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException("the file is shorter than its size");
      }
    }
    return bytes;
  }
}
