package io.gypsum.client.bucket;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Supplier;

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
 * data. A small mapped region is a copy of the bytes in memory; for a large one the whole file is saved in the cache and
 * mapped there (decision 0048).
 */
public final class RemoteFileChannel extends ReadOnlyFileChannel {
  static final int MIN_RANGE_BYTES = 64 * 1024;
  static final int MAX_RANGE_BYTES = 1024 * 1024;
  /** The largest mapped region that is a copy. */
  public static final int MAX_COPIED_BYTES = 4 * 1024 * 1024;

  private final HttpTransport http;
  private final RangedSource source;
  private final ManifestEntry entry;
  private final Supplier<Path> save;
  private ByteBuffer range = ByteBuffer.allocate(0);
  private long rangeStart;
  private int rangeBytes = MIN_RANGE_BYTES;
  private final Object savedLock = new Object();
  /** The file in the cache, since a large region was mapped. */
  private volatile @Nullable FileChannel saved;

  /**
   * Opens a file of a version: in the cache if it is complete there, otherwise on the server. Follows a link.
   *
   * @param cached the file in the cache; null if it does not exist or may be incorrect
   * @param entry the entry of the file in the manifest of its version
   * @param save saves the file in the cache, and returns its path there
   */
  public static FileChannel openOrCached(
      HttpTransport http, ServerUrl server, @Nullable Path cached, FileAddress file,
      ManifestEntry entry, Supplier<Path> save) {
    if (cached != null) {
      try {
        return FileChannel.open(cached, StandardOpenOption.READ);
      } catch (IOException e) {
        // The file was deleted after the check, or belongs to another user; the server has it, too.
        System.getLogger("io.gypsum.client")
            .log(System.Logger.Level.DEBUG, () -> "cannot read '" + cached + "'", e);
      }
    }
    Link link = entry.link();
    URI uri = server.file((link == null ? file : link.source()).key());
    return new RemoteFileChannel(
        http, ClientRequest.getFollowingRedirects("read " + file, uri), entry, save);
  }

  private RemoteFileChannel(
      HttpTransport http, ClientRequest file, ManifestEntry entry, Supplier<Path> save) {
    super(entry.sizeBytes());
    this.http = http;
    this.source = new RangedSource(file, entry.sizeBytes(), null);
    this.entry = entry;
    this.save = save;
  }

  @Override
  void readSome(ByteBuffer target, long from) throws IOException {
    FileChannel local = saved;
    if (local != null) {
      requireByte(local.read(target, from));
      return;
    }
    if (from < rangeStart || from >= rangeStart + range.limit()) {
      fetch(from, target.remaining());
    }
    range.position((int) (from - rangeStart));
    int count = Math.min(target.remaining(), range.remaining());
    target.put(range.slice(range.position(), count));
  }

  private static void requireByte(int count) throws IOException {
    if (count <= 0) {
      throw new IOException(
          "the file in the cache is incomplete; 'gypsum cache verify' finds such files");
    }
  }

  private void fetch(long from, int wantedBytes) throws IOException {
    boolean sequential = from == rangeStart + range.limit() && from > 0;
    rangeBytes =
        sequential ? Math.min(MAX_RANGE_BYTES, 2 * rangeBytes) : MIN_RANGE_BYTES;
    int length =
        (int) Math.min(
            entry.sizeBytes() - from,
            Math.max(rangeBytes, Math.min(wantedBytes, MAX_RANGE_BYTES)));
    try {
      range = ByteBuffer.wrap(http.retry(() -> source.readOnce(http, from, length)));
      rangeStart = from;
    } catch (GypsumException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  MappedByteBuffer mapRegion(long from, int length) throws IOException {
    if (saved == null && length <= MAX_COPIED_BYTES) {
      MappedByteBuffer copy = copyRegion(from, length);
      if (copy != null) {
        return copy;
      }
    }
    return savedFile().map(MapMode.READ_ONLY, from, length);
  }

  /** Returns a copy of a region; null if there is not enough memory outside of the heap. */
  private @Nullable MappedByteBuffer copyRegion(long from, int length) throws IOException {
    ByteBuffer copy;
    try {
      copy = ByteBuffer.allocateDirect(length);
    } catch (OutOfMemoryError e) {
      System.getLogger("io.gypsum.client")
          .log(System.Logger.Level.DEBUG, "no memory for a copy of the mapped region", e);
      return null;
    }
    synchronized (this) {
      fill(copy, from);
    }
    // In every known Java runtime, the class of direct buffers extends that of mapped buffers.
    return copy.flip().asReadOnlyBuffer() instanceof MappedByteBuffer mapped ? mapped : null;
  }

  private FileChannel savedFile() throws IOException {
    synchronized (savedLock) {
      FileChannel open = saved;
      if (open == null) {
        open = openSaved();
        saved = open;
        if (!isOpen()) {
          open.close();
          throw new AsynchronousCloseException();
        }
      }
      return open;
    }
  }

  private FileChannel openSaved() throws IOException {
    FileChannel open;
    try {
      open = FileChannel.open(save.get(), StandardOpenOption.READ);
    } catch (GypsumException e) {
      throw new IOException(e.getMessage(), e);
    }
    if (open.size() != entry.sizeBytes()) {
      // Only a version on probation can be replaced.
      open.close();
      throw new IOException("the file was replaced while it was open; open it again");
    }
    return open;
  }

  @Override
  protected void implCloseChannel() throws IOException {
    FileChannel open = saved;
    if (open != null) {
      open.close();
    }
  }
}
