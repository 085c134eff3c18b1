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
import io.gypsum.core.retry.CallOutcome;
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
  private long copiedBytes;

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
      BodySink here = (buffer, length) -> {
        BodySink.write(file, ByteBuffer.wrap(buffer, 0, length));
        alone.update(buffer, length);
      };
      boolean small = content.sizeBytes() <= ALONE_BYTES;
      if (!copySome(in, alone, here, small ? Long.MAX_VALUE : ALONE_BYTES)) {
        if (helpers.tryAcquire()) {
          try {
            copyRestWithHelp(in, digest);
          } finally {
            helpers.release();
          }
        } else {
          copySome(in, alone, here, Long.MAX_VALUE);
        }
      }
    }
    return digest == null ? new byte[0] : check(digest.digest());
  }

  /** Reading, writing, hashing and sending to the disk go on at the same time, each in its thread. */
  private void copyRestWithHelp(InputStream in, @Nullable MessageDigest digest)
      throws IOException {
    try (EarlyWriteBack writeBack = new EarlyWriteBack(file)) {
      try (RunningHash hash = RunningHash.inBackground(digest);
          BackgroundWriter writer = new BackgroundWriter(file, hash, writeBack, copiedBytes)) {
        try {
          copySome(in, hash, writer, Long.MAX_VALUE);
        } finally {
          // A disk that is full is what must be told, even if the client has gone away meanwhile.
          writer.finish();
        }
      }
      writeBack.finish();
    }
  }

  /** @return whether the content is at its end; otherwise {@code untilBytes} are copied */
  private boolean copySome(InputStream in, RunningHash buffers, BodySink sink, long untilBytes)
      throws IOException {
    while (copiedBytes < untilBytes) {
      byte[] buffer = nextBuffer(buffers);
      int length = fill(buffer, in);
      if (copiedBytes + length > content.sizeBytes()) {
        throw ContentMismatchException.tooLong(key, content.sizeBytes());
      }
      sink.take(buffer, length);
      copiedBytes += length;
      if (length < buffer.length) {
        requireAnnouncedSize();
        return true;
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
    if (copiedBytes < content.sizeBytes()) {
      throw ContentMismatchException.tooShort(key, content.sizeBytes(), copiedBytes);
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
        CallOutcome.NOT_DONE, true, cause);
  }
}
