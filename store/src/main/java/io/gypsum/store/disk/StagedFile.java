package io.gypsum.store.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.Semaphore;

import io.gypsum.core.name.Key;
import io.gypsum.store.Content;
import io.gypsum.store.ETag;

/** A complete file in the temporary directory that is about to be published. Closing it deletes the temporary name. */
final class StagedFile implements AutoCloseable {
  private final Path file;
  private final ETag etag;

  private StagedFile(Path file, ETag etag) {
    this.file = file;
    this.etag = etag;
  }

  /**
   * Writes the content to a file in the temporary directory. Deletes the file after a failure.
   *
   * @param threadedCopies limits how many files are written with further threads at the same time
   * @param durability of the content
   * @throws io.gypsum.store.ContentMismatchException when the content does not have the announced size or MD5
   */
  static StagedFile write(
      TemporaryDirectory temporary, Key key, Content content, Semaphore threadedCopies,
      Durability durability)
      throws IOException {
    Path file = temporary.newFile();
    boolean done = false;
    try {
      boolean isDocument = DocumentETags.isDocument(key, content.sizeBytes());
      byte[] md5;
      try (FileChannel channel = temporary.files().create(file)) {
        md5 =
            new BodyCopy(
                key, content, channel, threadedCopies, isDocument || content.md5() != null)
                .run();
        FileTime now = FileTime.from(Instant.now());
        // Without the access time, Java would first read the present one.
        Files.getFileAttributeView(file, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
            .setTimes(now, now, null);
        if (durability == Durability.SYNCED) {
          channel.force(true);
        }
      }
      ETag etag = isDocument ? DocumentETags.etag(md5) : FileState.read(file).etag();
      done = true;
      return new StagedFile(file, etag);
    } finally {
      if (!done) {
        Files.deleteIfExists(file);
      }
    }
  }

  /**
   * Gives an existing object another name in the temporary directory. Its bytes are not copied: published files never change,
   * and a replaced object is another file.
   *
   * @throws java.nio.file.FileSystemException when the file cannot have another name
   */
  static StagedFile link(Path file, Path object) throws IOException {
    Files.createLink(file, object);
    boolean done = false;
    try {
      StagedFile staged = new StagedFile(file, FileState.read(file).etag());
      done = true;
      return staged;
    } finally {
      if (!done) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Returns the path in the temporary directory. */
  Path file() {
    return file;
  }

  /** Returns the ETag of the published object. */
  ETag etag() {
    return etag;
  }

  /**
   * Publishes the file unless {@code target} exists: of any number of callers in any process exactly one succeeds.
   *
   * @throws java.nio.file.FileAlreadyExistsException when it exists
   */
  void publishAsNew(Path target) throws IOException {
    Files.createLink(target, file);
  }

  /** Publishes the file and replaces {@code target} if it exists. Has no effect if {@code target} is already a name of it. */
  void publishOver(Path target) throws IOException {
    Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Returns whether the file was certainly not published. */
  boolean isUnpublished() {
    try {
      return FileState.read(file).links() == 1;
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns whether the unpublished file was deleted, for example by another program. */
  boolean isLost() throws IOException {
    try {
      FileState.read(file);
      return false;
    } catch (NoSuchFileException e) {
      return true;
    }
  }

  /** A file that cannot be deleted now is deleted when a store is opened a day later. */
  @Override
  public void close() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // The object itself is complete, so its write must not fail.
    }
  }
}
