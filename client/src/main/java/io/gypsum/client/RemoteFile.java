package io.gypsum.client;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.ClientRequest;
import io.gypsum.client.http.ClientResponse;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.client.http.HttpTransport;
import io.gypsum.core.GypsumException;
import org.jspecify.annotations.Nullable;

/**
 * A file on the server, read in pieces. Each piece is a request; one that follows the last gets bigger, so that reading
 * on costs few requests and jumping about fetches little that is not wanted. Thread-safe, one read at a time.
 */
final class RemoteFile implements SeekableByteChannel {
  static final int FIRST_PIECE_BYTES = 64 * 1024;
  static final int LARGEST_PIECE_BYTES = 1024 * 1024;

  private final HttpTransport http;
  private final URI uri;
  private final String asked;
  private final long sizeBytes;
  private @Nullable String etag;
  private ByteBuffer piece = ByteBuffer.allocate(0);
  private long pieceStart;
  private int nextPieceBytes = FIRST_PIECE_BYTES;
  private long position;
  private boolean closed;

  /** @param file in words */
  RemoteFile(HttpTransport http, URI uri, String file, long sizeBytes) {
    this.http = http;
    this.uri = uri;
    this.asked = "read " + file;
    this.sizeBytes = sizeBytes;
  }

  @Override
  public synchronized int read(ByteBuffer target) throws IOException {
    requireOpen();
    if (!target.hasRemaining()) {
      return 0;
    }
    if (position >= sizeBytes) {
      return -1;
    }
    if (position < pieceStart || position >= pieceStart + piece.limit()) {
      fetch(target.remaining());
    }
    piece.position((int) (position - pieceStart));
    int count = Math.min(target.remaining(), piece.remaining());
    target.put(piece.slice(piece.position(), count));
    position += count;
    return count;
  }

  private void fetch(int wantedBytes) throws IOException {
    boolean follows = position == pieceStart + piece.limit() && position > 0;
    nextPieceBytes =
        follows ? Math.min(LARGEST_PIECE_BYTES, 2 * nextPieceBytes) : FIRST_PIECE_BYTES;
    int length =
        (int) Math.min(
            sizeBytes - position,
            Math.max(nextPieceBytes, Math.min(wantedBytes, LARGEST_PIECE_BYTES)));
    try {
      piece = ByteBuffer.wrap(http.retry(() -> fetchOnce(position, length)));
      pieceStart = position;
    } catch (GypsumException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private byte[] fetchOnce(long start, int length) {
    ClientRequest call =
        ClientRequest.getFollowingRedirects(asked, uri)
            .with("Range", "bytes=" + start + "-" + (start + length - 1));
    String known = etag;
    if (known != null) {
      call = call.with("If-Match", known);
    }
    return http.sendOnce(call, answer -> bytes(answer, start, length));
  }

  private byte[] bytes(ClientResponse answer, long start, int length) throws IOException {
    requireSame(answer.header("ETag"));
    InputStream body = answer.body();
    if (answer.isPartial()) {
      String range = answer.header("Content-Range");
      String expected = "bytes " + start + "-" + (start + length - 1) + "/" + sizeBytes;
      if (!expected.equals(range)) {
        throw HttpErrors
            .unexpectedResponse(
                asked, "expected the range '" + expected + "', got '" + range + "'");
      }
    } else {
      // A server that knows no ranges sends all of it.
      body.skipNBytes(start);
    }
    byte[] bytes = body.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the answer ended early");
    }
    return bytes;
  }

  private void requireSame(@Nullable String found) {
    if (etag == null) {
      etag = found;
    } else if (found != null && !found.equals(etag)) {
      throw changed();
    }
  }

  private RequestFailedException changed() {
    return new RequestFailedException(
        GypsumException.Kind.CORRUPT, asked,
        "it was replaced while it was being read; open it again",
        new RequestFailedException.Details(0, null, false, false, null), null);
  }

  @Override
  public synchronized long position() throws IOException {
    requireOpen();
    return position;
  }

  @Override
  public synchronized SeekableByteChannel position(long newPosition) throws IOException {
    requireOpen();
    if (newPosition < 0) {
      throw new IllegalArgumentException("position " + newPosition);
    }
    position = newPosition;
    return this;
  }

  @Override
  public long size() throws IOException {
    requireOpen();
    return sizeBytes;
  }

  @Override
  public int write(ByteBuffer source) {
    throw new NonWritableChannelException();
  }

  @Override
  public SeekableByteChannel truncate(long size) {
    throw new NonWritableChannelException();
  }

  @Override
  public synchronized boolean isOpen() {
    return !closed;
  }

  private synchronized void requireOpen() throws ClosedChannelException {
    if (closed) {
      throw new ClosedChannelException();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    piece = ByteBuffer.allocate(0);
  }
}
