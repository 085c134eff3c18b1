package io.gypsum.store.disk;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.util.concurrent.Semaphore;

import io.gypsum.core.document.Md5;
import io.gypsum.core.hash.RunningHash;
import io.gypsum.core.name.Key;
import io.gypsum.store.Content;
import io.gypsum.store.ContentMismatchException;
import io.gypsum.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * Copies the content of one put into its file and checks size and MD5 on the way. What is bigger than
 * {@link #ALONE_BYTES} gets help from other threads, if there are any to spare.
 */
final class BodyCopy {
  /** Below this, threads cost more than they bring. */
  static final long ALONE_BYTES = 4 * 1024 * 1024;
  private static final int BUFFER_BYTES = 64 * 1024;

  private final Key key;
  private final Content content;
  private final FileChannel file;
  private final Semaphore helpers;
  private long writtenBytes;

  /** @param helpers how many copies may have help at once */
  BodyCopy(Key key, Content content, FileChannel file, Semaphore helpers) {
    this.key = key;
    this.content = content;
    this.file = file;
    this.helpers = helpers;
  }

  /** @return the MD5 of the content; no bytes when it was not to be hashed */
  byte[] run(boolean hashes) throws IOException {
    MessageDigest digest = hashes ? Md5.newDigest() : null;
    int bufferBytes = (int) Math.max(1, Math.min(BUFFER_BYTES, content.sizeBytes() + 1));
    try (InputStream in = openSource();
        RunningHash alone = RunningHash.inline(digest, bufferBytes)) {
      if (!copySome(in, alone, ALONE_BYTES, null)) {
        copyRest(in, alone, digest);
      }
    }
    return digest == null ? new byte[0] : check(digest.digest());
  }

  private void copyRest(InputStream in, RunningHash alone, @Nullable MessageDigest digest)
      throws IOException {
    if (!helpers.tryAcquire()) {
      copySome(in, alone, Long.MAX_VALUE, null);
      return;
    }
    try (EarlyWriteBack writeBack = new EarlyWriteBack(file)) {
      try (RunningHash helped = digest == null ? alone : RunningHash.inBackground(digest)) {
        copySome(in, helped, Long.MAX_VALUE, writeBack);
      }
      writeBack.finish();
    } finally {
      helpers.release();
    }
  }

  /** @return whether the content is at its end; otherwise {@code untilBytes} are written */
  private boolean copySome(
      InputStream in, RunningHash hash, long untilBytes, @Nullable EarlyWriteBack writeBack)
      throws IOException {
    while (writtenBytes < untilBytes) {
      byte[] buffer = nextBuffer(hash);
      int length = fill(buffer, in);
      if (writtenBytes + length > content.sizeBytes()) {
        throw ContentMismatchException.tooLong(key, content.sizeBytes());
      }
      for (ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, length); bytes.hasRemaining();) {
        file.write(bytes);
      }
      hash.update(buffer, length);
      writtenBytes += length;
      if (length < buffer.length) {
        requireAnnouncedSize();
        return true;
      }
      if (writeBack != null) {
        writeBack.written(writtenBytes);
      }
    }
    return false;
  }

  private static byte[] nextBuffer(RunningHash hash) throws IOException {
    try {
      return hash.nextBuffer();
    } catch (InterruptedException e) {
      throw Failures.interrupted(e);
    }
  }

  private void requireAnnouncedSize() {
    if (writtenBytes < content.sizeBytes()) {
      throw ContentMismatchException.tooShort(key, content.sizeBytes(), writtenBytes);
    }
  }

  private byte[] check(byte[] md5) {
    Md5 announced = content.md5();
    if (announced != null) {
      Md5 found = Md5.of(md5);
      if (!found.equals(announced)) {
        throw ContentMismatchException.ofMd5(key, announced, found);
      }
    }
    return md5;
  }

  private InputStream openSource() {
    try {
      return content.source().open();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** A network gives a few kilobytes at a time; whole buffers save a write and a handover each time. */
  private int fill(byte[] buffer, InputStream in) {
    try {
      return in.readNBytes(buffer, 0, buffer.length);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private StoreException unreadable(IOException cause) {
    return new StoreException(
        "cannot write '" + key + "': its content could not be read to the end",
        StoreException.Outcome.NOT_DONE, true, cause);
  }
}
