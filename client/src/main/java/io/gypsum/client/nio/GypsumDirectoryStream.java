package io.gypsum.client.nio;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

import org.jspecify.annotations.Nullable;

/** The entries of a directory; like every directory stream it can be iterated once. */
final class GypsumDirectoryStream implements DirectoryStream<Path> {
  private final GypsumPath directory;
  private final Iterator<String> names;
  private final Filter<? super Path> filter;
  private boolean iterated;
  private volatile boolean closed;

  GypsumDirectoryStream(GypsumPath directory, List<String> names, Filter<? super Path> filter) {
    this.directory = directory;
    this.names = names.iterator();
    this.filter = filter;
  }

  @Override
  public Iterator<Path> iterator() {
    if (iterated || closed) {
      throw new IllegalStateException(
          "a directory stream can be iterated once, and only while it is open");
    }
    iterated = true;
    return new Children();
  }

  private final class Children implements Iterator<Path> {
    private @Nullable Path next;

    @Override
    public boolean hasNext() {
      while (next == null && !closed && names.hasNext()) {
        Path candidate = directory.resolve(names.next());
        try {
          next = filter.accept(candidate) ? candidate : null;
        } catch (IOException e) {
          throw new DirectoryIteratorException(e);
        }
      }
      return next != null;
    }

    @Override
    public Path next() {
      if (!hasNext() || next == null) {
        throw new NoSuchElementException();
      }
      Path found = next;
      next = null;
      return found;
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
