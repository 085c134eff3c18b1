package io.gypsum.client.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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
  private final Path path;
  private final FileChannel channel;
  /** Whether a later run can find the file by its name. */
  private final boolean resumable;

  private MessageDigest digest = Md5.newDigest();
  private long sizeBytes;
  private boolean published;

  private PartFile(
      DownloadRequest request, Path path, FileChannel channel, boolean resumable) {
    this.request = request;
    this.path = path;
    this.channel = channel;
    this.resumable = resumable;
  }

  /** Opens the file that an earlier run has left and reads it once to hash it, or creates a new one. */
  static PartFile open(DownloadRequest request, RandomGenerator random) {
    Path path = request.partFile();
    try {
      FileChannel locked = openLocked(path);
      if (locked != null) {
        PartFile part = new PartFile(request, path, locked, true);
        part.readExisting();
        return part;
      }
      Path unused = request.randomPartFile(random);
      return new PartFile(
          request, unused,
          FileChannel.open(unused, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
          false);
    } catch (IOException e) {
      throw failure(request, e);
    }
  }

  /** Returns null if another thread or process has locked the file. */
  private static @Nullable FileChannel openLocked(Path path) throws IOException {
    createIfAbsent(path);
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
          before.equals(identity(path)) && tryLock(channel) && before.equals(identity(path))
              && before.isPresent();
      return locked ? channel : null;
    } finally {
      if (!locked) {
        channel.close();
      }
    }
  }

  private static void createIfAbsent(Path path) throws IOException {
    try {
      Files.createFile(path);
    } catch (FileAlreadyExistsException e) {
      // Of an earlier run, or in use.
    } catch (NoSuchFileException e) {
      AtomicFile.createParentOf(path);
      createIfAbsent(path);
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

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // Another thread of this process holds it.
      return false;
    }
  }

  private void readExisting() throws IOException {
    if (channel.size() > request.expected().sizeBytes()) {
      channel.truncate(0);
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
    ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, length);
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

  @Override
  public void restart() {
    try {
      channel.truncate(0);
    } catch (IOException e) {
      throw failure(request, e);
    }
    request.progress().accept(-sizeBytes);
    digest = Md5.newDigest();
    sizeBytes = 0;
  }

  /** Renames the file to its destination. */
  void publish() {
    AtomicFile.publish(path, request.destination());
    published = true;
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
