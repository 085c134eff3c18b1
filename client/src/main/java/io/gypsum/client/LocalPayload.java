package io.gypsum.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.http.Payload;

/** The bytes of a file of this machine on their way out, which must be as many as were announced. */
final class LocalPayload {
  /** Twice what counts as small, so a small file is one read and one write. */
  static final int BUFFER_BYTES = 128 * 1024;

  private final Path file;
  private final long sizeBytes;
  private final byte[] buffer;
  private final TransferListener listener;
  private long movedBytes;

  /** @param buffer nobody else's while this is being sent */
  LocalPayload(Path file, long sizeBytes, byte[] buffer, TransferListener listener) {
    this.file = file;
    this.sizeBytes = sizeBytes;
    this.buffer = buffer;
    this.listener = listener;
  }

  /** @throws LocalFileException when the file is not there, or has another size by now */
  Payload payload() {
    try {
      requireSize(Files.size(file));
    } catch (IOException e) {
      throw LocalFileException.failed(file, "read", e);
    }
    return new Payload(sizeBytes, null, this::writeTo);
  }

  /** What is wrong with the file is told as that, never taken for a broken connection. */
  private void writeTo(OutputStream out) throws IOException {
    try (InputStream in = open()) {
      long left = sizeBytes;
      while (left > 0) {
        int count = read(in, (int) Math.min(buffer.length, left));
        out.write(buffer, 0, count);
        left -= count;
        movedBytes += count;
        listener.moves(count);
      }
    }
  }

  private InputStream open() {
    try {
      return Files.newInputStream(file);
    } catch (IOException e) {
      throw LocalFileException.failed(file, "read", e);
    }
  }

  private int read(InputStream in, int atMost) {
    try {
      int count = in.readNBytes(buffer, 0, atMost);
      if (count < atMost) {
        requireSize(movedBytes + count);
      }
      return count;
    } catch (IOException e) {
      throw LocalFileException.failed(file, "read", e);
    }
  }

  private void requireSize(long found) {
    if (found != sizeBytes) {
      throw LocalFileException.refused(
          file, "has changed since the upload was prepared: it had " + sizeBytes
              + " bytes then, now it has " + found
              + "; start again when nothing writes to it any more");
    }
  }

  /** Tells the listener that the bytes have to be moved again. */
  void takeBack() {
    if (movedBytes > 0) {
      listener.moves(-movedBytes);
    }
  }
}
