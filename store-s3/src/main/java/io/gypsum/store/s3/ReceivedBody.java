package io.gypsum.store.s3;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** The bytes of an answer. One that is closed early costs its connection, not the reading of the rest. */
final class ReceivedBody extends InputStream {
  private final ResponseInputStream<GetObjectResponse> body;
  private long restBytes;
  private boolean closed;

  ReceivedBody(ResponseInputStream<GetObjectResponse> body) {
    this.body = body;
    this.restBytes = body.response().contentLength();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (closed) {
      throw new IOException("the object is closed");
    }
    int count;
    try {
      count = body.read(into, offset, length);
    } catch (SdkException e) {
      throw new IOException("the object could not be read to the end", e);
    }
    if (count < 0 && restBytes > 0) {
      throw new EOFException("the object ended " + restBytes + " bytes early");
    }
    restBytes -= Math.max(count, 0);
    return count;
  }

  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      if (restBytes > 0) {
        body.abort();
      } else {
        body.close();
      }
    }
  }
}
