package io.gypsum.client.bucket;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import io.gypsum.client.http.ClientRequest;
import io.gypsum.client.http.HttpTransport;
import io.gypsum.client.http.RangedSource;
import io.gypsum.client.http.ServerUrl;
import io.gypsum.core.GypsumException;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Link;
import io.gypsum.core.document.ManifestEntry;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file on the server through range requests. Sequential reads double the size of the next range, so that they cost
 * few requests; a jump to another position starts with a small range again, so that random access fetches little unused
 * data. Thread-safe; concurrent reads wait for each other.
 */
public final class RemoteFileChannel implements SeekableByteChannel {
  private static final System.Logger LOG = System.getLogger("io.gypsum.client");

  static final int MIN_RANGE_BYTES = 64 * 1024;
  static final int MAX_RANGE_BYTES = 1024 * 1024;

  private final HttpTransport http;
  private final RangedSource source;
  private final long sizeBytes;
  private ByteBuffer range = ByteBuffer.allocate(0);
  private long rangeStart;
  private int rangeBytes = MIN_RANGE_BYTES;
  private long position;
  private boolean closed;

  /**
   * Opens a file of a version: in the cache if it is complete there, otherwise on the server. Follows a link.
   *
   * @param cached the file in the cache; null if it does not exist or may be incorrect
   * @param entry the entry of the file in the manifest of its version
   */
  public static SeekableByteChannel openOrCached(
      HttpTransport http, ServerUrl server, @Nullable Path cached, FileAddress file,
      ManifestEntry entry) {
    if (cached != null) {
      try {
        return Files.newByteChannel(cached, StandardOpenOption.READ);
      } catch (IOException e) {
        // Deleted since it was checked, or of another user: the server has it, too.
        LOG.log(System.Logger.Level.DEBUG, () -> "cannot read '" + cached + "'", e);
      }
    }
    Link link = entry.link();
    FileAddress source = link == null ? file : link.source();
    return new RemoteFileChannel(
        http, server.file(source.key()), file.toString(), entry.sizeBytes());
  }

  /** @param file its name in messages */
  private RemoteFileChannel(HttpTransport http, URI uri, String file, long sizeBytes) {
    this.http = http;
    this.source =
        new RangedSource(
            ClientRequest.getFollowingRedirects("read " + file, uri), sizeBytes, null);
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
    if (position < rangeStart || position >= rangeStart + range.limit()) {
      fetch(target.remaining());
    }
    range.position((int) (position - rangeStart));
    int count = Math.min(target.remaining(), range.remaining());
    target.put(range.slice(range.position(), count));
    position += count;
    return count;
  }

  private void fetch(int wantedBytes) throws IOException {
    boolean sequential = position == rangeStart + range.limit() && position > 0;
    rangeBytes =
        sequential ? Math.min(MAX_RANGE_BYTES, 2 * rangeBytes) : MIN_RANGE_BYTES;
    int length =
        (int) Math.min(
            sizeBytes - position,
            Math.max(rangeBytes, Math.min(wantedBytes, MAX_RANGE_BYTES)));
    try {
      range = ByteBuffer.wrap(http.retry(() -> source.readOnce(http, position, length)));
      rangeStart = position;
    } catch (GypsumException e) {
      throw new IOException(e.getMessage(), e);
    }
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
      throw new IllegalArgumentException("negative position " + newPosition);
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
    range = ByteBuffer.allocate(0);
  }
}
