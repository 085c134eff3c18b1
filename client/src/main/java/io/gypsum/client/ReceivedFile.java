package io.gypsum.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.Failures;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Md5;

/** A new file that counts and hashes what it takes. */
final class ReceivedFile implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final Path path;
  private final OutputStream out;
  private final MessageDigest digest = LocalContent.md5Digest();
  private long sizeBytes;

  private ReceivedFile(Path path, OutputStream out) {
    this.path = path;
    this.out = out;
  }

  static ReceivedFile create(Path path) {
    try {
      return new ReceivedFile(
          path,
          Files.newOutputStream(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    } catch (IOException e) {
      throw LocalFileException.failed(path, "written", e);
    }
  }

  /**
   * Takes all of {@code body}, or stops just after {@code limitBytes}: what is too long is wrong however long it is.
   *
   * @throws IOException when {@code body} fails
   * @throws LocalFileException when the file does
   */
  void takeAll(InputStream body, long limitBytes) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
      digest.update(buffer, 0, read);
      sizeBytes += read;
      write(buffer, read);
      if (sizeBytes > limitBytes) {
        return;
      }
    }
  }

  private void write(byte[] buffer, int length) {
    try {
      out.write(buffer, 0, length);
    } catch (IOException e) {
      throw LocalFileException.failed(path, "written", e);
    }
  }

  /** @throws RequestFailedException when what was taken is not {@code expected} */
  void require(String asked, ManifestEntry expected) {
    if (sizeBytes != expected.sizeBytes()) {
      throw Failures.damaged(
          asked, "expected " + expected.sizeBytes() + " bytes, received "
              + (sizeBytes > expected.sizeBytes() ? "more" : Long.toString(sizeBytes)));
    }
    Md5 md5 = Md5.of(digest.digest());
    if (!md5.equals(expected.md5())) {
      throw Failures.damaged(
          asked, "the bytes received are not those of the manifest (MD5 " + md5 + ", expected "
              + expected.md5() + ")");
    }
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw LocalFileException.failed(path, "written", e);
    }
  }
}
