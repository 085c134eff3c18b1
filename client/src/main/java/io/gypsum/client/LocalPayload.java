package io.gypsum.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.http.RequestBody;
import io.gypsum.core.document.Md5;

/** The bytes of a file of this machine, or a part of them, on their way out; it must be as big as was announced. */
final class LocalPayload {
  /** Twice what counts as small, so a small file is one read and one write. */
  static final int BUFFER_BYTES = 128 * 1024;

  private final Path file;
  private final long fileBytes;
  private final long offset;
  private final long sizeBytes;
  private final byte[] buffer;
  private final TransferListener listener;
  private long movedBytes;

  /**
   * @param fileBytes of the whole file
   * @param offset of the first byte that is sent
   * @param sizeBytes how many are sent
   * @param buffer nobody else's while this is being sent
   */
  LocalPayload(
      Path file, long fileBytes, long offset, long sizeBytes, byte[] buffer,
      TransferListener listener) {
    this.file = file;
    this.fileBytes = fileBytes;
    this.offset = offset;
    this.sizeBytes = sizeBytes;
    this.buffer = buffer;
    this.listener = listener;
  }

  /** @throws LocalFileException when the file is not there, or has another size by now */
  RequestBody payload() {
    requireUnchanged();
    return new RequestBody(sizeBytes, null, this::writeTo);
  }

  /**
   * What is to be sent hashes to; reads it once more.
   *
   * @throws LocalFileException as {@link #payload}
   */
  Md5 md5() {
    requireUnchanged();
    MessageDigest digest = Md5.newDigest();
    try (InputStream in = open()) {
      for (long done = 0; done < sizeBytes;) {
        int count = read(in, done);
        digest.update(buffer, 0, count);
        done += count;
      }
    } catch (IOException e) {
      throw LocalFileException.failed(file, "read", e);
    }
    return Md5.of(digest.digest());
  }

  /** What is wrong with the file is told as that, never taken for a broken connection. */
  private void writeTo(OutputStream out) throws IOException {
    try (InputStream in = open()) {
      for (long done = 0; done < sizeBytes;) {
        int count = read(in, done);
        out.write(buffer, 0, count);
        done += count;
        movedBytes += count;
        listener.moves(count);
      }
    }
  }

  private InputStream open() {
    try {
      SeekableByteChannel channel = Files.newByteChannel(file);
      try {
        return Channels.newInputStream(channel.position(offset));
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw LocalFileException.failed(file, "read", e);
    }
  }

  /** Fills the buffer with what follows the first {@code done} bytes. */
  private int read(InputStream in, long done) {
    int atMost = (int) Math.min(buffer.length, sizeBytes - done);
    try {
      int count = in.readNBytes(buffer, 0, atMost);
      if (count < atMost) {
        requireSize(offset + done + count);
      }
      return count;
    } catch (IOException e) {
      throw LocalFileException.failed(file, "read", e);
    }
  }

  private void requireUnchanged() {
    try {
      requireSize(Files.size(file));
    } catch (IOException e) {
      throw LocalFileException.failed(file, "read", e);
    }
  }

  private void requireSize(long found) {
    if (found != fileBytes) {
      throw LocalFileException.refused(
          file, "has changed since the upload was prepared: it had " + fileBytes
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
