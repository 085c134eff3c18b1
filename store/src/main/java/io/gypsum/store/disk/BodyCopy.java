package io.gypsum.store.disk;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

import io.gypsum.core.concurrent.BufferPipeline;
import io.gypsum.core.concurrent.BufferPipeline.Stage;
import io.gypsum.core.document.Md5;
import io.gypsum.core.name.Key;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.Content;
import io.gypsum.store.ContentMismatchException;
import io.gypsum.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * Copies the content of one put into its file and checks size and MD5. Content larger than {@link #MAX_INLINE_BYTES} is
 * received, written and hashed in different threads, if the limit of such copies is not reached.
 */
final class BodyCopy {
  /** Up to this size, starting threads costs more than they save. */
  static final long MAX_INLINE_BYTES = 4 * 1024 * 1024;
  private static final int MAX_INLINE_BUFFER_BYTES = 64 * 1024;

  private final Key key;
  private final Content content;
  private final FileChannel file;
  private final Semaphore threadedCopies;
  private final @Nullable MessageDigest digest;
  private long copiedBytes;

  /**
   * @param threadedCopies one permit for each copy that may use threads
   * @param hashes whether the content is hashed; required for content with an MD5
   */
  BodyCopy(
      Key key, Content content, FileChannel file, Semaphore threadedCopies, boolean hashes) {
    this.key = key;
    this.content = content;
    this.file = file;
    this.threadedCopies = threadedCopies;
    this.digest = hashes ? Md5.newDigest() : null;
  }

  /** Copies all bytes and returns the MD5; an empty array when the content is not hashed. */
  byte[] run() throws IOException {
    int bufferBytes = (int) Math.max(1, Math.min(MAX_INLINE_BUFFER_BYTES, content.sizeBytes() + 1));
    Stage write = (buffer, length) -> WriteStage.write(file, ByteBuffer.wrap(buffer, 0, length));
    try (InputStream in = openSource();
        BufferPipeline inline = BufferPipeline.inline("write", bufferBytes, stages(write))) {
      boolean isSmall = content.sizeBytes() <= MAX_INLINE_BYTES;
      boolean isComplete = copy(in, inline, isSmall ? Long.MAX_VALUE : MAX_INLINE_BYTES);
      if (!isComplete && !copyRestThreaded(in)) {
        copy(in, inline, Long.MAX_VALUE);
      }
    }
    return digest == null ? new byte[0] : requireMd5(digest.digest());
  }

  private List<Stage> stages(Stage write) {
    List<Stage> stages = new ArrayList<>();
    stages.add(write);
    if (digest != null) {
      stages.add(Stage.hash(digest));
    }
    return stages;
  }

  /** Returns false and copies nothing when too many copies use threads already. */
  private boolean copyRestThreaded(InputStream in) throws IOException {
    if (!threadedCopies.tryAcquire()) {
      return false;
    }
    try {
      BufferPipeline pipeline = BufferPipeline.threaded("write", stages(new WriteStage(file)));
      try {
        copy(in, pipeline, Long.MAX_VALUE);
      } finally {
        // Throws the failure of the disk, which matters more than that of a client that disconnected.
        pipeline.finish();
      }
    } finally {
      threadedCopies.release();
    }
    return true;
  }

  /** Copies until the file has {@code untilBytes} or the content ends; returns whether the content has ended. */
  private boolean copy(InputStream in, BufferPipeline pipeline, long untilBytes)
      throws IOException {
    while (copiedBytes < untilBytes) {
      byte[] buffer = nextBuffer(pipeline);
      int length = fill(buffer, in);
      if (copiedBytes + length > content.sizeBytes()) {
        throw ContentMismatchException.tooLong(key, content.sizeBytes());
      }
      pipeline.submit(buffer, length);
      copiedBytes += length;
      if (length < buffer.length) {
        requireAnnouncedSize();
        return true;
      }
    }
    return false;
  }

  private static byte[] nextBuffer(BufferPipeline pipeline) throws IOException {
    try {
      return pipeline.nextBuffer();
    } catch (InterruptedException e) {
      throw DiskErrors.interrupted(e);
    }
  }

  private void requireAnnouncedSize() {
    if (copiedBytes < content.sizeBytes()) {
      throw ContentMismatchException.tooShort(key, content.sizeBytes(), copiedBytes);
    }
  }

  private byte[] requireMd5(byte[] md5) {
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

  /** A network delivers a few kilobytes at a time; full buffers save a write and a handover for each of them. */
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
        CallOutcome.NOT_DONE, true,
        cause);
  }
}
