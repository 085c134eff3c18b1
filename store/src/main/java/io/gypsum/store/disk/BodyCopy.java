package io.gypsum.store.disk;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;

import io.gypsum.core.document.Md5;
import io.gypsum.core.name.Key;
import io.gypsum.store.Content;
import io.gypsum.store.ContentMismatchException;
import io.gypsum.store.StoreException;

/** Copies the content of one put into its file and checks size and MD5 on the way. */
final class BodyCopy {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final Key key;
  private final Content content;
  private final boolean hashes;
  private final FileChannel file;

  BodyCopy(Key key, Content content, boolean hashes, FileChannel file) {
    this.key = key;
    this.content = content;
    this.hashes = hashes;
    this.file = file;
  }

  /** @return the MD5 of the content; no bytes when it was not to be hashed */
  byte[] run() throws IOException {
    MessageDigest digest = Md5Hash.start();
    byte[] buffer = new byte[(int) Math.max(1, Math.min(BUFFER_BYTES, content.sizeBytes() + 1))];
    long written = 0;
    try (InputStream in = openSource()) {
      for (int n = read(in, buffer); n >= 0; n = read(in, buffer)) {
        written += n;
        if (written > content.sizeBytes()) {
          throw ContentMismatchException.tooLong(key, content.sizeBytes());
        }
        if (hashes) {
          digest.update(buffer, 0, n);
        }
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, n);
        while (bytes.hasRemaining()) {
          file.write(bytes);
        }
      }
    }
    if (written < content.sizeBytes()) {
      throw ContentMismatchException.tooShort(key, content.sizeBytes(), written);
    }
    return hashes ? check(digest.digest()) : new byte[0];
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

  private int read(InputStream in, byte[] buffer) {
    try {
      return in.read(buffer);
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
