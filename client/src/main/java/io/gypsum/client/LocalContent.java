package io.gypsum.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

import io.gypsum.client.failure.LocalFileException;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Md5;

/** What a file of this machine holds. */
record LocalContent(long sizeBytes, Md5 md5) {
  private static final int BUFFER_BYTES = 128 * 1024;

  /**
   * Reads the whole file once.
   *
   * @throws LocalFileException when it cannot be read
   */
  static LocalContent of(Path file) {
    MessageDigest digest = Md5.newDigest();
    long size = 0;
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
        size += read;
      }
    } catch (IOException e) {
      throw LocalFileException.failed(file, "read", e);
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
