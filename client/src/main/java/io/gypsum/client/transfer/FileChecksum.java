package io.gypsum.client.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.function.LongConsumer;

import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.core.concurrent.BufferPipeline;
import io.gypsum.core.concurrent.BufferPipeline.Stage;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Md5;

/** The size and MD5 of a local file. */
public record FileChecksum(long sizeBytes, Md5 md5) {
  /**
   * Reads a file once and computes its checksum.
   *
   * @throws LocalFileException if the file cannot be read
   * @throws RequestFailedException if the thread is interrupted while it waits for the hash of a large file
   */
  public static FileChecksum of(Path file) {
    return of(file, bytes -> {});
  }

  /**
   * Like {@link #of(Path)}.
   *
   * @param progress receives the number of bytes after each buffer
   */
  public static FileChecksum of(Path file, LongConsumer progress) {
    MessageDigest digest = Md5.newDigest();
    long size = 0;
    try (InputStream in = Files.newInputStream(file);
        BufferPipeline pipeline =
            BufferPipeline.forBytes("hash", Files.size(file), Stage.hash(digest))) {
      for (boolean more = true; more;) {
        byte[] buffer = pipeline.nextBuffer();
        int read = in.readNBytes(buffer, 0, buffer.length);
        pipeline.submit(buffer, read);
        size += read;
        progress.accept(read);
        more = read == buffer.length;
      }
      pipeline.finish();
    } catch (IOException e) {
      throw LocalFileException.failed(file, "read", e);
    } catch (InterruptedException e) {
      throw HttpErrors.interrupted("read '" + file + "'", e);
    }
    return new FileChecksum(size, Md5.of(digest.digest()));
  }

  /** Returns whether {@code file} is a regular file, possibly behind links, with the size of a manifest entry. */
  public static boolean hasSize(Path file, ManifestEntry expected) {
    try {
      // One system call, since it is made for every file of a version that is in the cache.
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return attributes.isRegularFile() && attributes.size() == expected.sizeBytes();
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      if (!Files.isRegularFile(file)) {
        return false;
      }
      throw LocalFileException.failed(file, "read", e);
    }
  }

  /**
   * Returns what {@link #hasSize} returns, for files that usually do not exist: if a file does not exist, only this method creates
   * no exception, which costs more than the system call; if it exists, this method makes one system call more.
   */
  public static boolean existsWithSize(Path file, ManifestEntry expected) {
    return Files.exists(file) && hasSize(file, expected);
  }

  /**
   * Returns whether {@code file} is a regular file, possibly behind links, with the size and MD5 of a manifest entry. Reads
   * the file only if the size is correct.
   */
  public static boolean matches(Path file, ManifestEntry expected) {
    return matches(file, expected, bytes -> {});
  }

  /**
   * Like {@link #matches(Path, ManifestEntry)}.
   *
   * @param progress receives the number of bytes of each buffer that is read. If the file does not match, it also receives their
   *     negative sum, so that the total is 0.
   */
  public static boolean matches(Path file, ManifestEntry expected, LongConsumer progress) {
    if (!existsWithSize(file, expected)) {
      return false;
    }
    boolean matches = of(file, progress).md5().equals(expected.md5());
    if (!matches) {
      progress.accept(-expected.sizeBytes());
    }
    return matches;
  }
}
