package io.gypsum.store.s3;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

import io.gypsum.core.document.Md5;
import io.gypsum.core.name.Key;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.BodyStream;
import io.gypsum.store.Content;
import io.gypsum.store.ContentMismatchException;
import io.gypsum.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * The content of a put that checks size and MD5 while it is read, and returns its last byte only if both are correct. A
 * service therefore never receives the whole of a wrong body, even if it does not check bodies itself. {@code read}
 * throws the failures of {@link io.gypsum.store.Store#put} instead of {@link IOException}. Not thread-safe.
 */
final class CheckedBody extends BodyStream {
  /** Content up to this size is read before it is sent, so that it is always sent with its MD5. */
  private static final int MAX_IN_MEMORY_BYTES = 64 * 1024;

  private final Key key;
  private final long sizeBytes;
  private final @Nullable Md5 announced;
  private final InputStream source;
  /** Null when no MD5 was announced. */
  private final @Nullable MessageDigest digest;
  private long returnedBytes;
  private boolean closed;

  private CheckedBody(Key key, Content content, InputStream source) {
    this.key = key;
    this.sizeBytes = content.sizeBytes();
    this.announced = content.md5();
    this.source = source;
    this.digest = announced == null ? null : Md5.newDigest();
  }

  /** Opens the content. Small content has been checked when this method returns. */
  static CheckedBody open(Key key, Content content) {
    CheckedBody body = new CheckedBody(key, content, openSource(key, content));
    if (content.sizeBytes() > MAX_IN_MEMORY_BYTES) {
      return body;
    }
    try (body) {
      return body.inMemory();
    }
  }

  /** Returns the MD5 if it is known before the content is sent; otherwise null. */
  @Nullable
  Md5 md5() {
    return announced;
  }

  long sizeBytes() {
    return sizeBytes;
  }

  /** Returns the number of bytes that were read from this body. */
  long returnedBytes() {
    return returnedBytes;
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    long remainingBytes = sizeBytes - returnedBytes;
    if (length == 0) {
      return 0;
    }
    if (remainingBytes == 0) {
      return -1;
    }
    int count = readSource(into, offset, (int) Math.min(length, remainingBytes));
    if (count < 0) {
      throw ContentMismatchException.tooShort(key, sizeBytes, returnedBytes);
    }
    if (digest != null) {
      digest.update(into, offset, count);
    }
    if (count == remainingBytes) {
      requireCorrect();
    }
    returnedBytes += count;
    return count;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      try {
        source.close();
      } catch (IOException e) {
        throw unreadable(key, e);
      }
    }
  }

  private CheckedBody inMemory() {
    byte[] bytes = new byte[(int) sizeBytes];
    for (int count = 0; count < bytes.length;) {
      count += read(bytes, count, bytes.length - count);
    }
    if (bytes.length == 0) {
      requireCorrect();
    }
    Md5 md5 = announced == null ? Md5.of(Md5.newDigest().digest(bytes)) : announced;
    Content content = new Content(sizeBytes, md5, () -> new ByteArrayInputStream(bytes), true);
    return new CheckedBody(key, content, new ByteArrayInputStream(bytes));
  }

  /** Called when the announced number of bytes was read: checks that no byte follows and that the MD5 is correct. */
  private void requireCorrect() {
    if (readSource(new byte[1], 0, 1) >= 0) {
      throw ContentMismatchException.tooLong(key, sizeBytes);
    }
    if (announced != null && digest != null) {
      Md5 found = Md5.of(digest.digest());
      if (!found.equals(announced)) {
        throw ContentMismatchException.ofMd5(key, announced, found);
      }
    }
  }

  private int readSource(byte[] into, int offset, int length) {
    try {
      return source.read(into, offset, length);
    } catch (IOException e) {
      throw unreadable(key, e);
    }
  }

  private static InputStream openSource(Key key, Content content) {
    try {
      return content.source().open();
    } catch (IOException e) {
      throw unreadable(key, e);
    }
  }

  private static StoreException unreadable(Key key, IOException cause) {
    return new StoreException(
        "cannot write '" + key + "': its content could not be read to the end",
        CallOutcome.NOT_DONE, true, cause);
  }
}
