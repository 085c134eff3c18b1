package io.gypsum.server.http.tomcat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.apache.tomcat.util.net.NioEndpoint;
import org.jspecify.annotations.Nullable;

/**
 * A file that the operating system sends in turns of at most {@link #MAX_TURN_BYTES}. Without a limit, one call sends for as
 * long as the client receives: the acknowledgements of the client would be processed only at its end, and the thread of the
 * poller, which sends all turns after the first one, would serve one client for a long time.
 */
final class FileTurns extends NioEndpoint.SendfileData {
  static final int MAX_TURN_BYTES = 2 * 1024 * 1024;

  FileTurns(String file, long position, long lengthBytes) {
    super(file, position, lengthBytes);
    fchannel = channel(Path.of(file));
  }

  static FileChannel channel(Path file) {
    return new TurnChannel(file);
  }

  /** Supports what the connector uses to send a file. Opens the file on first use, and closes it when it is closed. */
  private static final class TurnChannel extends FileChannel {
    private final Path path;
    private @Nullable FileChannel opened;

    TurnChannel(Path path) {
      this.path = path;
    }

    private synchronized FileChannel file() throws IOException {
      FileChannel file = opened;
      if (file == null) {
        // A link may have replaced the file since the store checked it, and could lead out of the store.
        file =
            FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        opened = file;
      }
      return file;
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target)
        throws IOException {
      return file().transferTo(position, Math.min(count, MAX_TURN_BYTES), target);
    }

    @Override
    public long size() throws IOException {
      return file().size();
    }

    @Override
    protected synchronized void implCloseChannel() throws IOException {
      if (opened != null) {
        opened.close();
      }
    }

    @Override
    public int read(ByteBuffer target) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int read(ByteBuffer target, long position) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int write(ByteBuffer source) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int write(ByteBuffer source, long position) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long position() {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileChannel position(long newPosition) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileChannel truncate(long size) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void force(boolean metaData) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) {
      throw new UnsupportedOperationException();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) {
      throw new UnsupportedOperationException();
    }
  }
}
