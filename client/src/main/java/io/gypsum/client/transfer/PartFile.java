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

import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.core.concurrent.BufferPipeline;
import io.gypsum.core.concurrent.BufferPipeline.Stage;
import io.gypsum.core.document.Md5;
import org.jspecify.annotations.Nullable;

/**
 * What has come of a file so far, beside where it will be. Its name says what it will become, so that a later run finds
 * what an earlier one has left; a lock keeps everyone else away. Whoever cannot have that name takes one that nobody will
 * look for again. Not thread-safe.
 */
final class PartFile implements AutoCloseable {
  private static final int BUFFER_BYTES = 256 * 1024;

  private final DownloadRequest wanted;
  private final Path path;
  private final FileChannel channel;
  /** Whether a later run would find it. */
  private final boolean lasting;

  private MessageDigest digest = Md5.newDigest();
  private long sizeBytes;
  private boolean published;

  private PartFile(DownloadRequest wanted, Path path, FileChannel channel, boolean lasting) {
    this.wanted = wanted;
    this.path = path;
    this.channel = channel;
    this.lasting = lasting;
  }

  /** Opens what an earlier run has left, after reading it once for its hash, or else a new one. */
  static PartFile open(DownloadRequest wanted, RandomGenerator random) {
    Path path = PartName.of(wanted.destination(), wanted.expected());
    try {
      FileChannel locked = openLocked(path);
      if (locked != null) {
        PartFile part = new PartFile(wanted, path, locked, true);
        part.takeOver();
        return part;
      }
      Path another = PartName.random(wanted.destination(), random);
      return new PartFile(
          wanted, another,
          FileChannel.open(another, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
          false);
    } catch (IOException e) {
      throw failure(wanted, e);
    }
  }

  /** Null when someone else has it. */
  private static @Nullable FileChannel openLocked(Path path) throws IOException {
    Directories.madeFor(path, () -> createIfAbsent(path));
    Optional<Object> before = identity(path);
    FileChannel channel;
    try {
      channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (NoSuchFileException e) {
      return null;
    }
    boolean mine = false;
    try {
      // The file that was opened may have been renamed to its destination by whoever had the lock before, and must
      // not be touched then: so the name has to mean the same file before, between and after.
      mine =
          before.equals(identity(path)) && tryLock(channel) && before.equals(identity(path))
              && before.isPresent();
      return mine ? channel : null;
    } finally {
      if (!mine) {
        channel.close();
      }
    }
  }

  private static Path createIfAbsent(Path path) throws IOException {
    try {
      return Files.createFile(path);
    } catch (FileAlreadyExistsException e) {
      return path;
    }
  }

  /** Which file a name means now; empty when there is none. */
  private static Optional<Object> identity(Path path) throws IOException {
    try {
      Object key =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
              .fileKey();
      // Where files have no keys (Windows) an open file cannot be confused this way: locks are mandatory there.
      return Optional.of(key == null ? path : key);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // Another thread of this process has it.
      return false;
    }
  }

  private void takeOver() throws IOException {
    if (channel.size() > wanted.expected().sizeBytes()) {
      channel.truncate(0);
    }
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    while (channel.read(buffer) >= 0) {
      digest.update(buffer.flip());
      sizeBytes += buffer.limit();
      buffer.clear();
    }
    if (sizeBytes > 0) {
      wanted.moved().accept(sizeBytes);
    }
  }

  long sizeBytes() {
    return sizeBytes;
  }

  /**
   * Takes the rest of the file. What came before {@code body} failed is kept.
   *
   * @throws IOException when {@code body} fails
   * @throws LocalFileException when the file does
   */
  void takeAll(InputStream body) throws IOException {
    long limitBytes = wanted.expected().sizeBytes();
    try (BufferPipeline pipeline =
        BufferPipeline.forBytes("hash", limitBytes - sizeBytes, Stage.hash(digest))) {
      BufferFill fill = new BufferFill(body);
      // What is too long is wrong however long it is.
      while (!fill.isOver() && sizeBytes <= limitBytes) {
        byte[] buffer = pipeline.nextBuffer();
        int length = fill.fill(buffer);
        write(buffer, length);
        pipeline.submit(buffer, length);
        sizeBytes += length;
        wanted.moved().accept(length);
      }
      pipeline.finish();
      fill.rethrow();
    } catch (InterruptedException e) {
      throw HttpErrors.interrupted(wanted.action(), e);
    }
  }

  private void write(byte[] buffer, int length) {
    ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, length);
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw failure(wanted, e);
    }
  }

  /** Whether this is the file that is wanted. If not, all that can be done with it is {@link #restart}. */
  boolean isRight() {
    return sizeBytes == wanted.expected().sizeBytes()
        && Md5.of(copy(digest).digest()).equals(wanted.expected().md5());
  }

  private static MessageDigest copy(MessageDigest digest) {
    try {
      return (MessageDigest) digest.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("Java's MD5 can be copied", e);
    }
  }

  /** @throws RequestFailedException when this is not the file that is wanted; it is empty then */
  void requireRight() {
    if (isRight()) {
      return;
    }
    long wrongBytes = sizeBytes;
    MessageDigest wrong = digest;
    restart();
    if (wrongBytes != wanted.expected().sizeBytes()) {
      throw Received.wrongSize(wanted.action(), wrongBytes, wanted.expected());
    }
    Received.requireMd5(wanted.action(), wrong, wanted.expected());
  }

  /** Forgets everything. */
  void restart() {
    try {
      channel.truncate(0);
    } catch (IOException e) {
      throw failure(wanted, e);
    }
    wanted.moved().accept(-sizeBytes);
    digest = Md5.newDigest();
    sizeBytes = 0;
  }

  void publish() {
    Received.publish(path, wanted.destination());
    published = true;
  }

  private static RuntimeException failure(DownloadRequest wanted, IOException cause) {
    return cause instanceof ClosedByInterruptException
        ? HttpErrors.interrupted(wanted.action(), cause)
        : LocalFileException.failed(wanted.destination(), "written", cause);
  }

  /** Leaves what a later run can use. */
  @Override
  public void close() {
    // An interrupt may have closed it and so given its lock away: then it may be someone else's by now.
    boolean mine = channel.isOpen() || !lasting;
    if (!published && mine && (sizeBytes == 0 || !lasting)) {
      Received.discard(path);
    }
    try {
      channel.close();
    } catch (IOException e) {
      throw failure(wanted, e);
    }
  }
}
