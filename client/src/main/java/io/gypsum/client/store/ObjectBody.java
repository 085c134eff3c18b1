package io.gypsum.client.store;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.ClientRequest;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.client.http.HttpTransport;
import io.gypsum.client.http.OpenResponse;
import io.gypsum.store.ByteRange;
import io.gypsum.store.ObjectInfo;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one state of an object as they come. When the connection breaks, the rest is asked for, unless the object
 * has changed. Gives its connection back as soon as the last byte was read.
 */
final class ObjectBody extends InputStream {
  private final HttpTransport http;
  private final URI uri;
  private final ObjectInfo info;
  private long position;
  private long remainingBytes;
  private @Nullable OpenResponse open;
  /** Whether nothing was read of {@link #open} yet. */
  private boolean isFresh = true;

  /** @param first whose body has the bytes of {@code range}, or all */
  ObjectBody(HttpTransport http, URI uri, ObjectInfo info, ByteRange range, OpenResponse first) {
    this.http = http;
    this.uri = uri;
    this.info = info;
    this.position = range.offset();
    this.remainingBytes = range.lengthWithin(info.sizeBytes());
    this.open = first;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (remainingBytes == 0) {
      finish();
      return -1;
    }
    if (length == 0) {
      return 0;
    }
    int count = readSome(bytes, offset, (int) Math.min(length, remainingBytes));
    position += count;
    remainingBytes -= count;
    if (remainingBytes == 0) {
      finish();
    }
    return count;
  }

  private int readSome(byte[] bytes, int offset, int length) throws IOException {
    OpenResponse now = open;
    if (now == null) {
      throw new IOException("the object was closed");
    }
    try {
      return readOnce(now, bytes, offset, length);
    } catch (RequestFailedException e) {
      close();
      throw new IOException(e.getMessage(), e);
    } catch (IOException e) {
      // Now each try asks anew for what is missing.
      close();
      if (Thread.currentThread().isInterrupted()) {
        throw e;
      }
      return readAgain(bytes, offset, length, e);
    }
  }

  private int readAgain(byte[] bytes, int offset, int length, IOException broken)
      throws IOException {
    try {
      return http.retry(() -> {
        OpenResponse next = http.openOnce(rest());
        open = next;
        isFresh = true;
        try {
          return readOnce(next, bytes, offset, length);
        } catch (IOException e) {
          close();
          throw next.failure(e);
        }
      });
    } catch (RequestFailedException e) {
      close();
      e.addSuppressed(broken);
      throw new IOException(e.getMessage(), e);
    }
  }

  private ClientRequest rest() {
    ByteRange range = new ByteRange(position, remainingBytes);
    return ObjectHeaders
        .ranged(ClientRequest.getFollowingRedirects("read on in " + info.key(), uri), range)
        .with("If-Match", info.etag().quoted());
  }

  private int readOnce(OpenResponse from, byte[] bytes, int offset, int length)
      throws IOException {
    InputStream body = from.answer().body();
    if (isFresh) {
      skip(from, body);
      isFresh = false;
    }
    int count = body.read(bytes, offset, length);
    if (count < 0) {
      throw new EOFException("the answer ended early");
    }
    return count;
  }

  /** Also makes sure that this is still the same object. */
  private void skip(OpenResponse from, InputStream body) throws IOException {
    ClientRequest call = ClientRequest.getFollowingRedirects("read " + info.key(), uri);
    if (!ObjectHeaders.info(call, info.key(), from.answer()).etag().equals(info.etag())) {
      throw HttpErrors.unexpectedResponse(
          call.action(), "the object was replaced while it was being read; read it again");
    }
    long offset = ObjectHeaders.offset(call, from.answer());
    if (offset > position) {
      throw HttpErrors.unexpectedResponse(
          call.action(), "expected the bytes from " + position + ", received those from " + offset);
    }
    body.skipNBytes(position - offset);
  }

  /** A body that ends here is read to its end, so that its connection can be used again. */
  private void finish() {
    OpenResponse last = open;
    if (last != null) {
      try {
        last.answer().body().read();
      } catch (IOException e) {
        // All that was wanted is here.
      }
      close();
    }
  }

  @Override
  public void close() {
    OpenResponse last = open;
    open = null;
    if (last != null) {
      last.close();
    }
  }
}
