package io.gypsum.client.store;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.ClientRequest;
import io.gypsum.client.http.ClientResponse;
import io.gypsum.client.http.HttpTransport;
import io.gypsum.client.http.RangedSource;
import io.gypsum.store.BodyStream;
import io.gypsum.store.ByteRange;
import io.gypsum.store.ObjectInfo;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one state of an object. When the connection breaks, the rest is requested again, and reading fails if the
 * object was replaced. The connection is released as soon as the last byte was read.
 */
final class ObjectBody extends BodyStream {
  private final HttpTransport http;
  private final RangedSource source;
  private long position;
  private long remainingBytes;
  /** Null after {@link #close} and while no attempt to continue has succeeded. */
  private @Nullable ClientResponse response;
  /** Positioned at {@link #position}; null until the first read from {@link #response}. */
  private @Nullable InputStream in;

  /** @param first a response whose body contains {@code range} */
  ObjectBody(
      HttpTransport http, ClientRequest request, ObjectInfo info, ByteRange range,
      ClientResponse first) {
    this.http = http;
    this.source = new RangedSource(request, info.sizeBytes(), info.etag().quoted());
    this.position = range.offset();
    this.remainingBytes = range.lengthWithin(info.sizeBytes());
    this.response = first;
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
    ClientResponse current = response;
    if (current == null) {
      throw new IOException("the object was closed");
    }
    try {
      return readOnce(current, bytes, offset, length);
    } catch (RequestFailedException e) {
      close();
      throw new IOException(e.getMessage(), e);
    } catch (IOException e) {
      close();
      if (Thread.currentThread().isInterrupted()) {
        throw e;
      }
      return resume(bytes, offset, length, e);
    }
  }

  private int resume(byte[] bytes, int offset, int length, IOException broken)
      throws IOException {
    try {
      return http.retry(() -> {
        ClientResponse next = http.openOnce(source.range(position, remainingBytes));
        response = next;
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

  private int readOnce(ClientResponse current, byte[] bytes, int offset, int length)
      throws IOException {
    InputStream body = in;
    if (body == null) {
      body = source.open(current, position, remainingBytes);
      in = body;
    }
    int count = body.read(bytes, offset, length);
    if (count < 0) {
      throw new EOFException("the response ended early");
    }
    return count;
  }

  /**
   * Reads the end of a completely consumed body, so that its connection can be used again, and releases the connection.
   */
  private void finish() {
    InputStream body = in;
    if (body != null) {
      try {
        body.read();
      } catch (IOException e) {
        // Every byte that was requested has been read.
      }
    }
    close();
  }

  @Override
  public void close() {
    ClientResponse last = response;
    response = null;
    in = null;
    if (last != null) {
      last.close();
    }
  }
}
