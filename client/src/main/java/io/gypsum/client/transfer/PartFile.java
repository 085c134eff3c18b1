package io.gypsum.client.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.random.RandomGenerator;

import io.gypsum.client.cache.AtomicFile;
import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.core.concurrent.BufferPipeline;
import io.gypsum.core.concurrent.BufferPipeline.Stage;
import io.gypsum.core.document.Md5;
import org.jspecify.annotations.Nullable;

/**
 * An incomplete file beside its destination. Its name depends on the file that is expected, so that a later run can continue
 * what an earlier one has left, and a lock protects it from other threads and processes. If that name is in use, the file has
 * a random name instead and is deleted when the download fails. Not thread-safe.
 */
final class PartFile implements AutoCloseable, ResumableDownload.Sink {
  private static final int BUFFER_BYTES = 256 * 1024;

  private final DownloadRequest request;
  private final RandomGenerator random;
  private Path path;
  private FileChannel channel;
  /** Whether a later run can find the file by its name; if locks have no effect, another process may already use it. */
  private boolean resumable;
  /** What the name refers to if the file is resumable. */
  private final Optional<Object> identity;

  private MessageDigest digest = Md5.newDigest();
  private long sizeBytes;
  private boolean published;

  private PartFile(
      DownloadRequest request, RandomGenerator random, Path path, FileChannel channel,
      Optional<Object> identity) {
    this.request = request;
    this.random = random;
    this.path = path;
    this.channel = channel;
    this.resumable = identity.isPresent();
    this.identity = identity;
  }

  /** Locks a file between processes. */
  @FunctionalInterface
  interface FileLocker {
    FileLocker SYSTEM = FileChannel::tryLock;

    /** @return null if another process has locked it */
    @Nullable
    FileLock tryLock(FileChannel channel) throws IOException;
  }

  /** Opens the file that an earlier run has left and reads it once to hash it, or creates a new one. */
  static PartFile open(DownloadRequest request, RandomGenerator random) {
    return open(request, random, FileLocker.SYSTEM);
  }

  static PartFile open(DownloadRequest request, RandomGenerator random, FileLocker locker) {
    Path path = request.partFile();
    try {
      PartFile shared = openLocked(request, random, path, locker);
      if (shared != null) {
        shared.readExisting();
        return shared;
      }
      Path unused = request.randomPartFile(random);
      return new PartFile(request, random, unused, create(unused), Optional.empty());
    } catch (IOException e) {
      throw failure(request, e);
    }
  }

  private static FileChannel create(Path unused) throws IOException {
    return FileChannel.open(unused, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /** Returns null if another thread or process has locked the file, or the file system has no locks. */
  private static @Nullable PartFile openLocked(
      DownloadRequest request, RandomGenerator random, Path path, FileLocker locker)
      throws IOException {
    boolean created = createIfAbsent(path);
    Optional<Object> before = identity(path);
    FileChannel channel;
    try {
      channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (NoSuchFileException e) {
      return null;
    }
    boolean locked = false;
    try {
      // The previous holder of the lock may have renamed the opened file to its destination, where it must not be changed.
      // So the name has to refer to the same file before opening, after opening and after locking.
      locked =
          before.equals(identity(path)) && tryLock(channel, locker, created ? path : null)
              && before.equals(identity(path)) && before.isPresent();
      return locked ? new PartFile(request, random, path, channel, before) : null;
    } finally {
      if (!locked) {
        channel.close();
      }
    }
  }

  /** Returns whether the file was created; otherwise it remains from an earlier run, or is in use. */
  private static boolean createIfAbsent(Path path) throws IOException {
    try {
      Files.createFile(path);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (NoSuchFileException e) {
      AtomicFile.createParentOf(path);
      return createIfAbsent(path);
    }
  }

  /** Returns the identity of the file to which a path refers; empty if it does not exist. */
  private static Optional<Object> identity(Path path) throws IOException {
    try {
      Object key =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
              .fileKey();
      // Windows has no file keys, but its locks are mandatory: an open file cannot be renamed.
      return Optional.of(key == null ? path : key);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** @param created the file, if this process has just created it; deleted if the file system has no locks */
  private static boolean tryLock(
      FileChannel channel, FileLocker locker, @Nullable Path created) throws IOException {
    try {
      return locker.tryLock(channel) != null;
    } catch (OverlappingFileLockException e) {
      // Another thread of this process holds it.
      return false;
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      // A file system without locks: nothing shows whether another process is writing the file.
      if (created != null) {
        AtomicFile.discard(created);
      }
      return false;
    }
  }

  private void readExisting() throws IOException {
    if (channel.size() > request.expected().sizeBytes()) {
      replace();
      return;
    }
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    while (channel.read(buffer) >= 0) {
      digest.update(buffer.flip());
      sizeBytes += buffer.limit();
      buffer.clear();
    }
    if (sizeBytes > 0) {
      request.progress().accept(sizeBytes);
    }
  }

  @Override
  public long sizeBytes() {
    return sizeBytes;
  }

  boolean hasExpectedSize() {
    return sizeBytes == request.expected().sizeBytes();
  }

  @Override
  public void append(InputStream body) throws IOException {
    long limitBytes = request.expected().sizeBytes();
    try (BufferPipeline pipeline =
        BufferPipeline.forBytes("hash", limitBytes - sizeBytes, Stage.hash(digest))) {
      BufferFiller filler = new BufferFiller(body);
      // A body that is too long is wrong, however much of it is read.
      while (!filler.isOver() && sizeBytes <= limitBytes) {
        byte[] buffer = pipeline.nextBuffer();
        int length = filler.fill(buffer);
        write(buffer, length);
        pipeline.submit(buffer, length);
        sizeBytes += length;
        request.progress().accept(length);
      }
      pipeline.finish();
      filler.rethrow();
    } catch (InterruptedException e) {
      throw HttpErrors.interrupted(request.action(), e);
    }
  }

  private void write(byte[] buffer, int length) {
    // If locks have no effect, another process may be about to publish the same file: it must not become longer.
    long room = Math.max(0, request.expected().sizeBytes() - sizeBytes);
    ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, (int) Math.min(length, room));
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw failure(request, e);
    }
  }

  /** Fills whole buffers from a stream without losing the bytes that precede a failure. */
  private static final class BufferFiller {
    private final InputStream in;
    private boolean ended;
    private @Nullable IOException failure;

    BufferFiller(InputStream in) {
      this.in = in;
    }

    /** Returns how many bytes were read: the capacity of the buffer, unless the stream has ended. */
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

    void rethrow() throws IOException {
      if (failure != null) {
        throw failure;
      }
    }
  }

  /** Returns whether this is the expected file. A complete but incorrect file can only be discarded. */
  boolean isCorrect() {
    return hasExpectedSize()
        && Md5.of(copy(digest).digest()).equals(request.expected().md5());
  }

  private static MessageDigest copy(MessageDigest digest) {
    try {
      return (MessageDigest) digest.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the MD5 implementation cannot be cloned", e);
    }
  }

  /** @throws RequestFailedException if this is not the expected file; all bytes have been discarded then */
  void requireCorrect() {
    if (isCorrect()) {
      return;
    }
    long wrongBytes = sizeBytes;
    MessageDigest wrong = digest;
    restart();
    if (wrongBytes != request.expected().sizeBytes()) {
      throw request.wrongSize(wrongBytes);
    }
    request.requireMd5(wrong);
  }

  /**
   * Discards all bytes. If locks have no effect, another process may be using the file as well, so this process creates a
   * separate file instead of truncating it.
   */
  @Override
  public void restart() {
    try {
      if (resumable) {
        replace();
      } else {
        channel.truncate(0);
      }
    } catch (IOException e) {
      throw failure(request, e);
    }
    request.progress().accept(-sizeBytes);
    digest = Md5.newDigest();
    sizeBytes = 0;
  }

  /** Returns whether a name refers to a file other than the open one. Windows does not rename open files. */
  private boolean isReplaced(Path name) throws IOException {
    return !identity.equals(Optional.of(path)) && !identity.equals(identity(name));
  }

  private void replace() throws IOException {
    Path unused = request.randomPartFile(random);
    FileChannel own = create(unused);
    AtomicFile.discard(path);
    channel.close();
    path = unused;
    channel = own;
    resumable = false;
  }

  /**
   * Renames the file to its destination, unless another process has already done that.
   *
   * @throws RequestFailedException CORRUPT, retryable, if another process has deleted the file, which is possible if locks have
   *     no effect
   */
  void publish() {
    if (!resumable || takeName()) {
      AtomicFile.publish(path, request.destination());
    } else if (!FileChecksum.matches(request.destination(), request.expected())) {
      restart();
      throw HttpErrors.corrupt(
          request.action(),
          "another process deleted the incomplete file '" + path + "'; run the download again");
    }
    published = true;
  }

  /** Gives the file a name that no other process uses, since its name may refer to a file of another process by now. */
  private boolean takeName() {
    Path own = request.randomPartFile(random);
    try {
      Files.move(path, own, StandardCopyOption.ATOMIC_MOVE);
      if (isReplaced(own)) {
        Files.move(own, path, StandardCopyOption.ATOMIC_MOVE);
        return false;
      }
      path = own;
      resumable = false;
      return true;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw failure(request, e);
    }
  }

  private static RuntimeException failure(DownloadRequest request, IOException cause) {
    return cause instanceof ClosedByInterruptException
        ? HttpErrors.interrupted(request.action(), cause)
        : LocalFileException.failed(request.destination(), "written", cause);
  }

  /** Closes the file and releases its lock. Keeps a file that a later run can continue. */
  @Override
  public void close() {
    // An interrupt may have closed the channel and so released the lock: another process may be using the file by now.
    boolean locked = channel.isOpen() || !resumable;
    if (!published && locked && (sizeBytes == 0 || !resumable)) {
      AtomicFile.discard(path);
    }
    try {
      channel.close();
    } catch (IOException e) {
      throw failure(request, e);
    }
  }
}
