package io.gypsum.store.s3;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

import io.gypsum.core.document.Md5;
import io.gypsum.core.name.Key;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.Content;
import io.gypsum.store.ContentMismatchException;
import io.gypsum.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * The content of one put on its way, which never gives its last byte before size and MD5 are found right. So an engine
 * never has the whole of something wrong, whatever it checks itself. Failures are thrown from {@code read} as those of
 * {@link io.gypsum.store.Store#put}, not as {@link IOException}. Not thread-safe.
 */
final class CheckedBody extends InputStream {
  /** What is no bigger is read before it is sent, so that it always travels with its MD5. */
  private static final int SMALL_BYTES = 64 * 1024;

  private final Key key;
  private final long sizeBytes;
  private final @Nullable Md5 announced;
  private final InputStream source;
  /** Null when nobody said what it should be. */
  private final @Nullable MessageDigest digest;
  private long givenBytes;
  private boolean closed;

  private CheckedBody(Key key, Content content, InputStream source) {
    this.key = key;
    this.sizeBytes = content.sizeBytes();
    this.announced = content.md5();
    this.source = source;
    this.digest = announced == null ? null : Md5.newDigest();
  }

  /** Opens the content; one that is small is checked when this returns. */
  static CheckedBody open(Key key, Content content) {
    CheckedBody body = new CheckedBody(key, content, openSource(key, content));
    if (content.sizeBytes() > SMALL_BYTES) {
      return body;
    }
    try (body) {
      return body.inMemory();
    }
  }

  /** What it hashes to, if that is known before it is sent. */
  @Nullable
  Md5 md5() {
    return announced;
  }

  long sizeBytes() {
    return sizeBytes;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    long rest = sizeBytes - givenBytes;
    if (length == 0) {
      return 0;
    }
    if (rest == 0) {
      return -1;
    }
    int count = readSource(into, offset, (int) Math.min(length, rest));
    if (count < 0) {
      throw ContentMismatchException.tooShort(key, sizeBytes, givenBytes);
    }
    if (digest != null) {
      digest.update(into, offset, count);
    }
    if (count == rest) {
      requireRight();
    }
    givenBytes += count;
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
      requireRight();
    }
    Md5 md5 = announced == null ? Md5.of(Md5.newDigest().digest(bytes)) : announced;
    Content content = new Content(sizeBytes, md5, () -> new ByteArrayInputStream(bytes), true);
    return new CheckedBody(key, content, new ByteArrayInputStream(bytes));
  }

  /** All bytes of the right number are read: is there another, and do they hash to what was said? */
  private void requireRight() {
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
