package io.gypsum.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Md5;
import io.gypsum.core.hash.RunningHash;

/** What a file of this machine holds. */
record LocalContent(long sizeBytes, Md5 md5) {
  /**
   * Reads the whole file once.
   *
   * @throws LocalFileException when it cannot be read
   * @throws io.gypsum.client.failure.RequestFailedException when this thread is interrupted while it waits for the hash of
   *     a big one
   */
  static LocalContent of(Path file) {
    MessageDigest digest = Md5.newDigest();
    long size = 0;
    try (InputStream in = Files.newInputStream(file);
        RunningHash hash = RunningHash.forBytes(digest, Files.size(file))) {
      for (boolean more = true; more;) {
        byte[] buffer = hash.nextBuffer();
        int read = in.readNBytes(buffer, 0, buffer.length);
        hash.update(buffer, read);
        size += read;
        more = read == buffer.length;
      }
    } catch (IOException e) {
      throw LocalFileException.failed(file, "read", e);
    } catch (InterruptedException e) {
      throw HttpErrors.interrupted("read '" + file + "'", e);
    }
    return new LocalContent(size, Md5.of(digest.digest()));
  }

  /** Whether {@code file} is a file, a linked one too, and holds what the manifest says. */
  static boolean isOf(Path file, ManifestEntry expected) {
    try {
      return Files.isRegularFile(file) && Files.size(file) == expected.sizeBytes()
          && of(file).md5().equals(expected.md5());
    } catch (IOException e) {
      throw LocalFileException.failed(file, "read", e);
    }
  }
}
