package io.gypsum.store.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.Semaphore;

import io.gypsum.core.name.Key;
import io.gypsum.store.Content;
import io.gypsum.store.ETag;

/** A whole, durable file in the temporary directory that waits for its name. Closing it removes what is left. */
final class StagedFile implements AutoCloseable {
  private final Path file;
  private final ETag etag;

  private StagedFile(Path file, ETag etag) {
    this.file = file;
    this.etag = etag;
  }

  /**
   * Writes the content beside all objects. Nothing is left after a failure.
   *
   * @param threadedCopies limits how many files are written with further threads at the same time
   * @throws io.gypsum.store.ContentMismatchException when the content is not what it says
   */
  static StagedFile write(Path file, Key key, Content content, Semaphore threadedCopies)
      throws IOException {
    boolean done = false;
    try {
      boolean isDocument = Documents.isDocument(key, content.sizeBytes());
      byte[] md5;
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        md5 =
            new BodyCopy(
                key, content, channel, threadedCopies, isDocument || content.md5() != null)
                .run();
        Files.getFileAttributeView(file, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
            .setTimes(FileTime.from(Instant.now()), null, null);
        channel.force(true);
      }
      ETag etag = isDocument ? Documents.etag(md5) : FileState.read(file).etag();
      done = true;
      return new StagedFile(file, etag);
    } finally {
      if (!done) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Of the object that this becomes. */
  ETag etag() {
    return etag;
  }

  /**
   * Gives the file its name, unless there is something of that name: of any number of callers in any process exactly one
   * succeeds.
   *
   * @throws java.nio.file.FileAlreadyExistsException when there is
   */
  void publishAsNew(Path target) throws IOException {
    Files.createLink(target, file);
  }

  /** Gives the file its name in place of a file that may have it. */
  void publishOver(Path target) throws IOException {
    Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Whether the file has certainly got no other name. */
  boolean isUnpublished() {
    try {
      return FileState.read(file).links() == 1;
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether the file is gone without having been published: someone emptied the temporary directory. */
  boolean isLost() throws IOException {
    try {
      FileState.read(file);
      return false;
    } catch (NoSuchFileException e) {
      return true;
    }
  }

  /** What cannot be removed now is removed as abandoned at a later start. */
  @Override
  public void close() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // The object itself is whole, so its write must not fail for this.
    }
  }
}
