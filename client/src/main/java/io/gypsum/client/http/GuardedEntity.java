package io.gypsum.client.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;

/** The body of a request on its way out; is watched while it is. */
final class GuardedEntity extends AbstractHttpEntity {
  private final RequestBody payload;
  private final StallGuard.Watched watched;

  GuardedEntity(RequestBody payload, StallGuard.Watched watched) {
    super(payload.contentType(), null);
    this.payload = payload;
    this.watched = watched;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    payload.writer().writeTo(new Watching(out));
  }

  /** Only the waiting counts: the file that is being sent may be slow to read. */
  private final class Watching extends OutputStream {
    private final OutputStream out;

    private Watching(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      watched.waitBegins();
      out.write(bytes, offset, length);
      watched.waitEnds();
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }
  }

  @Override
  public long getContentLength() {
    return payload.sizeBytes();
  }

  @Override
  public boolean isStreaming() {
    return true;
  }

  @Override
  public InputStream getContent() {
    throw new UnsupportedOperationException("a body is written, never read");
  }

  @Override
  public void close() {}
}
